import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { changeProfile, eraseUser } from '@switchboard/chat-core';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { parseServerFrame } from '@switchboard/protocol';
import { createUsers } from '../src/users/users.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld, type World } from './world.ts';

const threadId = 't1';

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const otto = await gateway.join('otto', 'otto-1', 'operator');
  const say = (thread = threadId) => anna.send({ action: 'message.send', threadId: thread, text: 'help' });
  const framesTo = (connectionId: string) =>
    world
      .takePosts()
      .filter((post) => post.connectionId === connectionId)
      .map(({ frame }) => frame);
  return { world, gateway, anna, olga, otto, say, framesTo };
};

describe('a profile', () => {
  it('says how an operator is shown, wherever the operator is named', async () => {
    const { world, anna, olga, say, framesTo } = await setUp();
    const person = { name: 'Olga K.', picture: 'https://example.com/olga.png' };
    expect((await olga.send({ action: 'profile.set', ...person })).body).toEqual({
      event: 'profile',
      userId: 'olga',
      ...person,
      attributes: {},
    });
    await say();
    world.takePosts();
    const { body } = await olga.send({ action: 'thread.claim', threadId });
    expect(body).toMatchObject({ event: 'takeover', userId: 'olga', ...person });
    expect(framesTo('anna-1')).toMatchObject([{ event: 'takeover', ...person }]);
    await olga.send({ action: 'message.send', threadId, text: 'Hello!' });
    const { body: history } = await anna.send({ action: 'history.get', threadId });
    expect(history.people).toEqual({ olga: { ...person, asOf: expect.any(Number) } });
    const { body: inbox } = await olga.send({ action: 'inbox.get', list: 'mine' });
    expect(inbox.threads).toMatchObject([{ owner: { userId: 'olga', ...person } }]);
  });

  it('of an operator is told at once where the operator has a thread, as it is now', async () => {
    const { world, anna, olga, otto, say, framesTo } = await setUp();
    await olga.send({ action: 'profile.set', name: 'Olga', picture: 'https://example.com/olga.png' });
    await say();
    await say('t2');
    await olga.send({ action: 'thread.claim', threadId });
    await otto.send({ action: 'thread.claim', threadId: 't2' });
    const { ownerEpoch } = (await anna.send({ action: 'history.get', threadId })).body.owner as never;
    world.takePosts();
    await olga.send({ action: 'profile.set', name: 'Olga K.', picture: null });
    const asOf = expect.any(Number);
    expect(framesTo('anna-1')).toEqual([
      { event: 'takeover', threadId, owner: 'operator', userId: 'olga', name: 'Olga K.', asOf, ownerEpoch },
    ]);
    await olga.send({ action: 'profile.set', attributes: { team: 'blue' } });
    expect(framesTo('anna-1')).toEqual([]);
    await olga.send({ action: 'thread.release', threadId });
    world.takePosts();
    await olga.send({ action: 'profile.set', name: 'Olga' });
    expect(framesTo('anna-1')).toEqual([]);
  });

  it.each(['thread.claim', 'profile.set'])(
    'of an operator is told with a time, so that a %s whose frame arrives after the next name does no harm',
    async (action) => {
      const { world, gateway, anna, olga, say, framesTo } = await setUp();
      const second = await gateway.join('olga', 'olga-2', 'operator');
      await say();
      await olga.send({ action: 'thread.claim', threadId });
      await olga.send({ action: 'profile.set', name: 'Olga A.' });
      world.takePosts();
      const slow = Promise.withResolvers<'posted'>();
      const telling = Promise.withResolvers<void>();
      world.setPostOutcome('anna-1', () => {
        telling.resolve();
        return slow.promise;
      });
      const first = olga.send({ action, threadId, ...(action === 'profile.set' ? { name: 'Olga B.' } : {}) });
      await telling.promise;
      world.setPostOutcome('anna-1', 'posted');
      await second.send({ action: 'profile.set', name: 'Olga C.' });
      slow.resolve('posted');
      await first;
      const [newest, late] = framesTo('anna-1');
      expect([newest?.name, late?.name]).toEqual([
        'Olga C.',
        action === 'profile.set' ? 'Olga B.' : 'Olga A.',
      ]);
      expect(Number(newest?.asOf)).toBeGreaterThan(Number(late?.asOf));
      const { body } = await anna.send({ action: 'history.get', threadId });
      expect(body.people).toEqual({ olga: { name: 'Olga C.', asOf: newest?.asOf } });
    },
  );

  it('that is not there counts as older than one that a machine writes at once whose clock is behind', async () => {
    const { world, olga, say, framesTo } = await setUp();
    await say();
    world.takePosts();
    await olga.send({ action: 'thread.claim', threadId });
    const [nameless] = framesTo('anna-1');
    const behind = { ...world.context, now: () => world.context.now() - 500 };
    await changeProfile(behind, 'olga', { name: 'Olga' }, 'site');
    await olga.send({ action: 'thread.claim', threadId });
    const [named] = framesTo('anna-1');
    expect([nameless?.name, named?.name]).toEqual([undefined, 'Olga']);
    expect(Number(named?.asOf)).toBeGreaterThan(Number(nameless?.asOf));
  });

  it('loses its picture when it is told to, and what it does not name stays', async () => {
    const { anna, olga, say } = await setUp();
    const picture = 'https://example.com/olga.png';
    await olga.send({ action: 'profile.set', name: 'Olga K.', picture, attributes: { team: 'blue' } });
    await olga.send({ action: 'profile.set', name: 'Olga Kowalska' });
    const { body } = await olga.send({ action: 'profile.set', picture: null });
    expect(body).toEqual({
      event: 'profile',
      userId: 'olga',
      name: 'Olga Kowalska',
      attributes: { team: 'blue' },
    });
    // Removing it again changes nothing.
    expect((await olga.send({ action: 'profile.set', picture: null })).body).toEqual(body);
    await say();
    await olga.send({ action: 'message.send', threadId, text: 'Hello!' });
    const { body: history } = await anna.send({ action: 'history.get', threadId });
    expect(history.people).toEqual({ olga: { name: 'Olga Kowalska', asOf: expect.any(Number) } });
  });

  it('of a customer can be set before the first message, and is shown in the queue', async () => {
    const { anna, olga, say } = await setUp();
    await anna.send({
      action: 'profile.set',
      name: 'Anna',
      attributes: { plan: 'pro', seats: 3, old: true },
    });
    await anna.send({ action: 'profile.set', attributes: { plan: 'team', old: null } });
    await say();
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'thread.requeue', threadId });
    const { body: queue } = await olga.send({ action: 'queue.get' });
    expect(queue.threads).toMatchObject([{ customer: { userId: 'anna', name: 'Anna' } }]);
    const { body } = await olga.send({ action: 'customer.get', threadId });
    expect(body).toMatchObject({
      name: 'Anna',
      isVerified: false,
      attributes: [
        { name: 'plan', value: 'team', isVerified: false },
        { name: 'seats', value: 3, isVerified: false },
      ],
    });
    expect(parseServerFrame(JSON.stringify(body))).toEqual(body);
  });

  it('by the word of the site outweighs the customer’s own', async () => {
    const { world, anna, olga, say } = await setUp();
    await changeProfile(world.context, 'anna', { name: 'Anna Smith', attributes: { plan: 'pro' } }, 'site');
    await anna.send({ action: 'profile.set', name: 'The Boss', attributes: { plan: 'free', city: 'Rome' } });
    await say();
    expect((await olga.send({ action: 'customer.get', threadId })).body).toMatchObject({
      name: 'Anna Smith',
      isVerified: true,
      attributes: [
        { name: 'city', value: 'Rome', isVerified: false },
        { name: 'plan', value: 'pro', isVerified: true },
      ],
    });
  });

  it('has at most 50 attributes, however often some are added', async () => {
    const { anna } = await setUp();
    const many = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${from + index}`, index]));
    await anna.send({ action: 'profile.set', attributes: many(0, 50) });
    const { body } = await anna.send({ action: 'profile.set', attributes: many(50, 1) });
    expect(body).toMatchObject({ code: 'frame.invalidField', field: 'attributes' });
  });

  it.each([
    ['name', { name: '' }],
    ['picture', { picture: 'javascript:alert(1)' }],
    ['attributes', { attributes: { 'user:name': 'x' } }],
    ['attributes', { attributes: { plan: { deep: true } } }],
  ])('with a wrong %s is refused by that field', async (field, wrong) => {
    const { anna } = await setUp();
    expect((await anna.send({ action: 'profile.set', ...wrong })).body).toMatchObject({
      code: 'frame.invalidField',
      field,
    });
  });

  it('is erased with its user', async () => {
    const { world, anna, olga, say } = await setUp();
    await anna.send({ action: 'profile.set', name: 'Anna' });
    await say();
    await eraseUser(world.context, 'anna', []);
    await say();
    expect((await olga.send({ action: 'customer.get', threadId })).body).not.toHaveProperty('name');
  });
});

describe('a conversation that is gone with its customer', () => {
  const erase = async (world: World, userId: string) => {
    const users = createUsers({ ...world, revokeTokens: async () => 0, stores: [] });
    const event = {
      routeKey: 'DELETE /users/{userId}',
      pathParameters: { userId },
      requestContext: { requestId: 'r1' },
    };
    expect((await users(event, invocation)).statusCode).toBe(200);
  };

  it('is told to operators who do nothing: those who take threads, and the one who has it', async () => {
    const { world, olga, say } = await setUp();
    await say();
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'duty.set', status: 'away' });
    world.takePosts();
    await erase(world, 'anna');
    const told = world.takePosts().filter(({ frame }) => frame.code === 'thread.notFound');
    expect(told.map(({ connectionId }) => connectionId).toSorted()).toEqual(['olga-1', 'otto-1']);
    for (const { frame } of told) expect(frame).toMatchObject({ event: 'error', threadId });
  });

  it('is told to nobody where the conversation goes on for others', async () => {
    const { world, gateway, say } = await setUp();
    await say();
    await gateway.join('ben', 'ben-1');
    const invited = new UpdateCommand({
      TableName: world.tables.threads,
      Key: { threadId },
      UpdateExpression: 'SET participants = list_append(participants, :more)',
      ExpressionAttributeValues: { ':more': [{ userId: 'ben', role: 'customer' }] },
    });
    await world.client.send(invited);
    world.takePosts();
    await erase(world, 'anna');
    expect(world.takePosts().filter(({ frame }) => frame.code === 'thread.notFound')).toEqual([]);
  });
});

describe('customer.get', () => {
  it('shows the customer’s other threads, newest first, and is for operators alone', async () => {
    const { world, anna, olga, say } = await setUp();
    for (const thread of ['old', 'newer', threadId]) {
      world.advance(1_000);
      await say(thread);
    }
    const { body } = await olga.send({ action: 'customer.get', threadId });
    expect(body.threads).toMatchObject([{ threadId: 'newer' }, { threadId: 'old' }]);
    expect((await anna.send({ action: 'customer.get', threadId })).body).toMatchObject({
      code: 'action.forbidden',
    });
  });
});

describe('operators who look at one thread', () => {
  it('see each other, and the customer sees nothing of it', async () => {
    const { world, olga, otto, say, framesTo } = await setUp();
    await say();
    await olga.send({ action: 'thread.view', threadId, activity: 'viewing' });
    world.takePosts();
    const { body } = await otto.send({ action: 'thread.view', threadId, activity: 'typing' });
    const viewers = [
      { userId: 'olga', activity: 'viewing' },
      { userId: 'otto', activity: 'typing' },
    ];
    expect(body).toEqual({ event: 'viewers', threadId, viewers });
    const posts = world.takePosts();
    expect(posts).toEqual([{ connectionId: 'olga-1', frame: body }]);
    // What says nothing new is told to nobody.
    await otto.send({ action: 'thread.view', threadId, activity: 'typing' });
    expect(framesTo('olga-1')).toEqual([]);
    await otto.send({ action: 'thread.view', threadId, activity: 'left' });
    expect(framesTo('olga-1')).toMatchObject([{ viewers: [{ userId: 'olga' }] }]);
  });

  it('have gone when they say nothing for 45 seconds', async () => {
    const { world, olga, otto, say } = await setUp();
    await say();
    await olga.send({ action: 'thread.view', threadId, activity: 'viewing' });
    world.advance(46_000);
    const { body } = await otto.send({ action: 'thread.view', threadId, activity: 'viewing' });
    expect(body.viewers).toMatchObject([{ userId: 'otto' }]);
  });
});

describe('tags', () => {
  it('show in the lists, each once, and to the other operators who look on', async () => {
    const { world, olga, otto, say, framesTo } = await setUp();
    await say();
    await otto.send({ action: 'thread.view', threadId, activity: 'viewing' });
    world.takePosts();
    const set = { action: 'tags.set', threadId, tags: ['refund', ' vip ', 'refund'] };
    const answer = { event: 'tags', threadId, tags: ['refund', 'vip'] };
    expect((await olga.send(set)).body).toEqual(answer);
    expect(framesTo('otto-1')).toEqual([answer]);
    await olga.send({ action: 'thread.claim', threadId });
    const { body } = await olga.send({ action: 'inbox.get', list: 'mine' });
    expect(body.threads).toMatchObject([{ tags: ['refund', 'vip'] }]);
    await olga.send({ action: 'note.add', threadId, text: 'a note' });
    const { body: notes } = await olga.send({ action: 'notes.get', threadId });
    expect(notes.notes).toMatchObject([{ text: 'a note' }]);
  });
});

describe('kept replies', () => {
  it('are found by key by every operator, and changed one by one', async () => {
    const { olga, otto, anna } = await setUp();
    const put = (key: string, text: string) => olga.send({ action: 'canned.put', key, text });
    await Promise.all([put('hello', 'Hello {{customer.name}}!'), put('bye', 'Good bye.')]);
    const replies = [
      { key: 'bye', text: 'Good bye.' },
      { key: 'hello', text: 'Hello {{customer.name}}!' },
    ];
    expect((await otto.send({ action: 'canned.get' })).body).toEqual({ event: 'canned', replies });
    await otto.send({ action: 'canned.delete', key: 'bye' });
    expect((await olga.send({ action: 'canned.get' })).body.replies).toMatchObject([{ key: 'hello' }]);
    expect((await anna.send({ action: 'canned.get' })).body).toMatchObject({ code: 'action.forbidden' });
  });
});

describe('duty at capacity', () => {
  it('ends when one of the threads is closed', async () => {
    const { olga, otto, say } = await setUp();
    expect((await olga.send({ action: 'duty.set', status: 'available', capacity: 1 })).body).toEqual({
      event: 'duty',
      status: 'available',
      capacity: 1,
    });
    await say('one');
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    const statusOf = async (userId: string) => {
      const { body } = await otto.send({ action: 'operators.get' });
      const operators = body.operators as { userId: string; status: string }[];
      return operators.find((operator) => operator.userId === userId)?.status;
    };
    expect(await statusOf('olga')).toBe('full');
    await olga.send({ action: 'thread.close', threadId: 'one' });
    expect(await statusOf('olga')).toBe('available');
  });

  it('counts a thread that a message claims, and tells the operator', async () => {
    const { olga, say, framesTo } = await setUp();
    await olga.send({ action: 'duty.set', status: 'available', capacity: 1 });
    await say('one');
    framesTo('olga-1');
    await olga.send({ action: 'message.send', threadId: 'one', text: 'Hello!' });
    expect(framesTo('olga-1')).toEqual([{ event: 'duty', status: 'full', capacity: 1 }]);
    await olga.send({ action: 'thread.release', threadId: 'one' });
    expect(framesTo('olga-1')).toContainEqual({ event: 'duty', status: 'available', capacity: 1 });
  });

  it('is reached at once by who asks for fewer threads than they have', async () => {
    const { olga, say } = await setUp();
    await say('one');
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    const { body } = await olga.send({ action: 'duty.set', status: 'available', capacity: 1 });
    expect(body).toEqual({ event: 'duty', status: 'full', capacity: 1 });
  });

  it('leaves those busy who have said so themselves', async () => {
    const { olga, say, framesTo } = await setUp();
    await olga.send({ action: 'duty.set', status: 'full', capacity: 3 });
    await say('one');
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    await olga.send({ action: 'thread.close', threadId: 'one' });
    expect(framesTo('olga-1').filter(({ event }) => event === 'duty')).toEqual([]);
  });

  it('is the same after a reconnection, and on a second device', async () => {
    const { olga, otto, gateway } = await setUp();
    await olga.send({ action: 'duty.set', status: 'away' });
    await gateway.connect(
      { connectionId: 'olga-2' },
      { principalId: 'olga', userId: 'olga', role: 'operator' },
    );
    const { body } = await otto.send({ action: 'operators.get' });
    expect(body.operators).toContainEqual({ userId: 'olga', status: 'away' });
  });

  it('leaves those who are away away', async () => {
    const { olga, otto, say } = await setUp();
    await say();
    await olga.send({ action: 'duty.set', status: 'away', capacity: 1 });
    await olga.send({ action: 'thread.claim', threadId });
    const { body } = await otto.send({ action: 'operators.get' });
    expect(body.operators).toContainEqual({ userId: 'olga', status: 'away', capacity: 1 });
  });
});

it('a page of the queue reads what else is known of its threads in one request', async () => {
  const { world, olga, say } = await setUp();
  await say();
  await olga.send({ action: 'thread.claim', threadId });
  await olga.send({ action: 'thread.requeue', threadId });
  const { requests } = await measure(world.client, () => olga.send({ action: 'queue.get' }));
  const reads = ['BatchGetItem', 'BatchGetItem', 'BatchGetItem'];
  // Those who wait for a person, whose bot has failed, and whose bot asks operators; and the messages of one thread.
  expect(requests.toSorted()).toEqual([...reads, 'Query', 'Query', 'Query', 'Query']);
});
