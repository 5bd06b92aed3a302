import { queryMessages, readConnection, readThread } from '@switchboard/chat-core';
import { createPostToConnection } from '../src/posting/post-to-connection.ts';
import { httpEvent } from './events/http.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld, type World } from './world.ts';

const welcome = { userId: 'anna', threadId: 't1', message: { text: 'Welcome', sender: 'greeter' } };

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  await anna.send({ action: 'message.send', threadId: 't1', text: 'hello' });
  const postToConnection = createPostToConnection(world);
  const invoke = async (event: unknown) => {
    const { statusCode, body } = await postToConnection(event, invocation);
    return { statusCode, body: JSON.parse(body) };
  };
  const post = (body: unknown) =>
    invoke(
      httpEvent(
        'POST /messages',
        typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
        { iam: true },
      ),
    );
  const say = async (text: string) =>
    (await anna.send({ action: 'message.send', threadId: 't1', text })).body;
  return { world, gateway, say, post, invoke };
};

const storedTexts = async ({ context }: World) => {
  const page = await queryMessages(context, { threadId: 't1' });
  return page.outcome === 'page' ? page.messages.map(({ text }) => text) : [];
};

describe('post-to-connection', () => {
  it('stores the message and delivers it to every device', async () => {
    const { world, gateway, post } = await setUp();
    await gateway.join('anna', 'anna-2');
    expect(await post(welcome)).toEqual({
      statusCode: 200,
      body: {
        message: 'Message sent successfully',
        messageId: expect.any(String),
        threadId: 't1',
        seq: 2,
        timestamp: expect.any(Number),
      },
    });
    const frame = expect.objectContaining({
      event: 'message',
      messageType: 'bot',
      sender: 'greeter',
      text: 'Welcome',
      seq: 2,
    });
    expect(world.takePosts()).toEqual([
      { connectionId: 'anna-1', frame },
      { connectionId: 'anna-2', frame },
    ]);
    expect(await storedTexts(world)).toEqual(['hello', 'Welcome']);
  });

  it('takes the bare payload of a direct invocation, and a text in place of a message', async () => {
    const { world, invoke } = await setUp();
    expect((await invoke({ ...welcome, message: 'Welcome' })).statusCode).toBe(200);
    expect(world.takePosts()).toMatchObject([{ frame: { sender: 'bot', text: 'Welcome' } }]);
  });

  it('I1: stores a messageId once, however often it is posted', async () => {
    const { world, post } = await setUp();
    const once = { ...welcome, message: { ...welcome.message, messageId: 'm-1' } };
    const first = await post(once);
    expect(first.body.messageId).toBe('m-1');
    expect(await post(once)).toEqual(first);
    expect(await storedTexts(world)).toEqual(['hello', 'Welcome']);
  });

  it('keeps a reply to a user who is offline for the resume', async () => {
    const { world, gateway, post } = await setUp();
    await gateway.disconnect('anna-1', { userId: 'anna', role: 'customer' });
    expect((await post(welcome)).statusCode).toBe(200);
    expect(await storedTexts(world)).toEqual(['hello', 'Welcome']);
  });

  it('opens a thread for a user who is known, and bots and the user go on in it', async () => {
    const { world, gateway, post } = await setUp();
    expect(await post({ ...welcome, threadId: 't2' })).toMatchObject({ statusCode: 200, body: { seq: 1 } });
    expect(world.takePosts()).toMatchObject([{ connectionId: 'anna-1', frame: { threadId: 't2', seq: 1 } }]);
    const anna = await gateway.join('anna', 'anna-3');
    const answer = await anna.send({ action: 'message.send', threadId: 't2', text: 'thank you' });
    expect(answer.body).toMatchObject({ event: 'ack', seq: 2 });
    const bob = await gateway.join('bob', 'bob-1');
    const foreign = await bob.send({ action: 'message.send', threadId: 't2', text: 'me too' });
    expect(foreign.body).toMatchObject({ event: 'error', code: 'thread.forbidden' });
  });

  it('stores before it posts, so that a reply to a gone connection is not lost, and removes the device', async () => {
    const { world, post } = await setUp();
    world.setPostOutcome('anna-1', 'gone');
    world.advance(30_000);
    expect(await post(welcome)).toMatchObject({
      statusCode: 410,
      body: { error: 'Connection no longer exists', messageId: expect.any(String), seq: 2 },
    });
    expect(await storedTexts(world)).toEqual(['hello', 'Welcome']);
    expect((await readConnection(world.context, 'anna'))?.devices).toEqual([]);
  });

  it('I3: that says of no message that it answers it leaves the customer waiting for the bot: "Sale!" is no answer', async () => {
    const { world, post } = await setUp();
    await post(welcome);
    expect(await readThread(world.context, 't1')).toMatchObject({ answeredSeq: 0, waiting: { kind: 'bot' } });
  });

  it('answers what it says that it answers, and nothing after that', async () => {
    const { world, post, say } = await setUp();
    await say('and one more thing');
    await post({ ...welcome, answersThrough: 1 });
    expect(await readThread(world.context, 't1')).toMatchObject({ answeredSeq: 1, waiting: { kind: 'bot' } });
    await post({ ...welcome, answersThrough: 2 });
    const head = await readThread(world.context, 't1');
    expect(head).toMatchObject({ answeredSeq: 2 });
    expect(head?.waiting).toBeUndefined();
  });

  it('answers nothing that has not been written yet', async () => {
    const { world, post, say } = await setUp();
    await post({ ...welcome, answersThrough: 99 });
    await say('what about me?');
    expect(await readThread(world.context, 't1')).toMatchObject({ answeredSeq: 1, waiting: { kind: 'bot' } });
  });

  it('that answers an earlier message than another did takes nothing back', async () => {
    const { world, post, say } = await setUp();
    await say('and one more thing');
    await post({ ...welcome, answersThrough: 2 });
    await post({ ...welcome, answersThrough: 1 });
    expect(await readThread(world.context, 't1')).toMatchObject({ answeredSeq: 2 });
  });

  it.each([
    ['no body', undefined, 'Missing request body'],
    ['an empty body', '', 'Missing request body'],
    ['what is not JSON', '{', 'The body should be JSON: {userId, threadId, message}'],
    ['a list', '[]', 'The body should be a JSON object: {userId, threadId, message}'],
    ['null', 'null', 'The body should be a JSON object: {userId, threadId, message}'],
  ])('answers 400 to %s', async (_, body, error) => {
    const { world, post } = await setUp();
    expect(await post(body)).toEqual({ statusCode: 400, body: { error, code: 'request.invalid' } });
    expect(await storedTexts(world)).toEqual(['hello']);
  });

  it.each([
    ['userId', { ...welcome, userId: 'anna\ud83d' }, 'userId must be well-formed Unicode'],
    ['threadId', { ...welcome, threadId: '語'.repeat(86) }, 'threadId must have at most 256 bytes as UTF-8'],
    ['threadId', { ...welcome, threadId: '__proto__' }, 'threadId must not be a name that every JavaScript'],
    [
      'message',
      { ...welcome, message: 7 },
      'message should be a text, or an object such as {"text": "Hello"',
    ],
    ['message.text', { ...welcome, message: { text: '' } }, 'text must not be empty'],
    ['message.text', { ...welcome, message: 'Sale \ud83d' }, 'text must be well-formed Unicode'],
    [
      'message.sender',
      { ...welcome, message: { text: 'a', sender: 'a\nb' } },
      'sender must not contain control',
    ],
    [
      'message.metadata',
      { ...welcome, message: { text: 'a', metadata: { size: 1e300 } } },
      'metadata.size must be 0 or a number from 1e-130 to 2^53-1',
    ],
    [
      'message.messageId',
      { ...welcome, message: { text: 'a', messageId: '' } },
      'messageId must not be empty',
    ],
    ['userId', { ...welcome, userId: undefined }, 'Missing required fields: userId, threadId, message'],
    ['message', { ...welcome, message: undefined }, 'Missing required fields: userId, threadId, message'],
    ['threadId', { ...welcome, threadId: '' }, 'Missing required fields: userId, threadId, message'],
    ['answersThrough', { ...welcome, answersThrough: 1.5 }, 'answersThrough must be a whole number'],
  ])('names the field that is wrong: %s', async (field, body, sentence) => {
    const { world, invoke } = await setUp();
    expect(await invoke(body)).toEqual({
      statusCode: 400,
      body: { error: expect.stringContaining(sentence), code: 'request.invalid', field },
    });
    expect(await storedTexts(world)).toEqual(['hello']);
  });

  it('does not know a user who never connected', async () => {
    const { post } = await setUp();
    expect(await post({ ...welcome, userId: 'nobody' })).toMatchObject({
      statusCode: 404,
      body: { error: 'Connection not found for user' },
    });
  });

  it('writes to nobody in the threads of others', async () => {
    const { world, gateway, post } = await setUp();
    await gateway.join('bela', 'bela-1');
    expect((await post({ ...welcome, userId: 'bela' })).statusCode).toBe(403);
    expect((await post({ ...welcome, userId: 'nobody', threadId: 'none' })).statusCode).toBe(404);
    expect(world.takePosts()).toEqual([]);
  });

  it('I4: is refused with 409 while an operator owns the thread', async () => {
    const { world, gateway, post } = await setUp();
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId: 't1' });
    expect(await post(welcome)).toMatchObject({ statusCode: 409, body: { code: 'thread.owned' } });
    expect(await storedTexts(world)).toEqual(['hello']);
    await olga.send({ action: 'thread.release', threadId: 't1' });
    expect((await post(welcome)).statusCode).toBe(200);
  });

  it('I4: is refused with 409 while isHumanOverride is set', async () => {
    const { world, post } = await setUp();
    await world.overrideBot('anna');
    expect((await post(welcome)).statusCode).toBe(409);
    expect(await storedTexts(world)).toEqual(['hello']);
  });
});
