import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { queryMessages, readThread } from '@switchboard/chat-core';
import { createGateway } from './people.ts';
import { createWorld, type World } from './world.ts';

const hello = { action: 'message.send', threadId: 't1', text: 'hello', clientMessageId: 'c1' };

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  return { world, gateway, anna };
};

const storedTexts = async ({ context }: World, threadId: string) => {
  const page = await queryMessages(context, { threadId, limit: 100 });
  return page.outcome === 'page' ? page.messages.map(({ text }) => text) : [];
};

describe('message.send', () => {
  it('is acknowledged with the message’s place in its thread', async () => {
    const { anna } = await setUp();
    expect(await anna.send(hello)).toEqual({
      statusCode: 200,
      body: {
        event: 'ack',
        messageId: expect.any(String),
        threadId: 't1',
        seq: 1,
        timestamp: 1_795_248_000_000,
        clientMessageId: 'c1',
        message: 'Message sent successfully',
      },
    });
  });

  it('stores what the original stores', async () => {
    const { world, anna } = await setUp();
    const { body } = await anna.send(hello);
    const { Item } = await world.client.send(
      new GetCommand({
        TableName: world.tables.messages,
        Key: { threadId: 't1', timestamp: body.timestamp },
      }),
    );
    expect(Item).toMatchObject({
      messageId: body.messageId,
      messageType: 'user',
      sender: 'anna',
      text: 'hello',
      status: 'sent',
      metadata: {},
      expiresAt: 1_795_248_000 + 90 * 86_400,
    });
  });

  it('tells the topic exactly what the original tells', async () => {
    const { world, anna } = await setUp();
    const { body } = await anna.send(hello);
    expect(world.topic.published).toHaveLength(1);
    const [publication] = world.topic.published;
    expect(publication).toMatchObject({
      Subject: 'New message in thread t1',
      MessageAttributes: {
        threadId: { DataType: 'String', StringValue: 't1' },
        userId: { DataType: 'String', StringValue: 'anna' },
        messageType: { DataType: 'String', StringValue: 'user' },
      },
    });
    const payload = JSON.parse(publication?.Message ?? '');
    expect(Object.keys(payload)).toEqual(['message', 'connection', 'requestMetadata']);
    expect(payload.message).toMatchObject({ messageId: body.messageId, text: 'hello', sender: 'anna' });
    expect(payload.connection).toMatchObject({
      userId: 'anna',
      connectionId: 'anna-1',
      isHumanOverride: false,
    });
    expect(payload.requestMetadata).toMatchObject({ userId: 'anna', connectionId: 'anna-1' });
  });

  it('reaches every other device of every participant, and answers its own by the acknowledgement alone', async () => {
    const { world, gateway, anna } = await setUp();
    await gateway.join('anna', 'anna-2');
    await gateway.join('bela', 'bela-1');
    await anna.send(hello);
    expect(world.takePosts()).toEqual([
      { connectionId: 'anna-2', frame: expect.objectContaining({ event: 'message', text: 'hello', seq: 1 }) },
    ]);
  });

  it('I1: answers a retry with the same acknowledgement, stores nothing twice and publishes again', async () => {
    const { world, anna } = await setUp();
    const first = await anna.send(hello);
    expect(await anna.send(hello)).toEqual(first);
    expect(await storedTexts(world, 't1')).toEqual(['hello']);
    expect(world.topic.published).toHaveLength(2);
    expect(world.topic.published[1]?.Message).toContain(String(first.body.messageId));
  });

  it('I1: gives no acknowledgement before it is published, and a retry publishes what was stored', async () => {
    const { world, anna } = await setUp();
    world.topic.failure = new Error('SNS is out of reach');
    expect(await anna.send(hello)).toMatchObject({ statusCode: 500, body: { code: 'service.internal' } });
    expect(await storedTexts(world, 't1')).toEqual(['hello']);
    world.topic.failure = undefined;
    expect((await anna.send(hello)).body).toMatchObject({ event: 'ack', seq: 1 });
    expect(world.topic.published).toHaveLength(1);
  });

  it('I1: stores one message for 32 simultaneous retries, with one acknowledgement for all', async () => {
    const { world, anna } = await setUp();
    const answers = await Promise.all(Array.from({ length: 32 }, () => anna.send(hello)));
    expect(new Set(answers.map(({ body }) => `${body.event} ${body.messageId} ${body.seq}`)).size).toBe(1);
    expect(await storedTexts(world, 't1')).toEqual(['hello']);
    // Each acknowledgement stands for a publication of its own, also of those who had read that there is no thread.
    expect(world.topic.published).toHaveLength(32);
  });

  it('asks to try again when SNS is throttled', async () => {
    const { world, anna } = await setUp();
    world.topic.failure = Object.assign(new Error('Rate exceeded'), { name: 'ThrottledException' });
    expect(await anna.send(hello)).toMatchObject({
      statusCode: 503,
      body: { event: 'error', code: 'service.busy', action: 'message.send', clientMessageId: 'c1' },
    });
  });

  it('is not published while a human has taken the user over by a plain UpdateItem', async () => {
    const { world, anna } = await setUp();
    await world.overrideBot('anna');
    expect((await anna.send(hello)).body.event).toBe('ack');
    expect(world.topic.published).toEqual([]);
  });

  it('acknowledges although a device cannot be reached', async () => {
    const { world, gateway, anna } = await setUp();
    await gateway.join('anna', 'anna-2');
    world.setPostOutcome('anna-2', new Error('no route to host'));
    expect((await anna.send(hello)).body.event).toBe('ack');
    expect(world.topic.published).toHaveLength(1);
  });
});

describe('I11: who sends', () => {
  it('is the user that the credential names, whatever sender the frame claims', async () => {
    const { world, anna } = await setUp();
    await anna.send({ ...hello, sender: 'bela', userId: 'bela', messageType: 'operator' });
    const page = await queryMessages(world.context, { threadId: 't1' });
    expect(page).toMatchObject({ messages: [{ sender: 'anna', messageType: 'user' }] });
  });

  it('writes into no thread of others', async () => {
    const { world, gateway, anna } = await setUp();
    await anna.send(hello);
    const bela = await gateway.join('bela', 'bela-1');
    expect(await bela.send({ ...hello, text: 'let me in', clientMessageId: 'c2' })).toMatchObject({
      statusCode: 403,
      body: { event: 'error', code: 'thread.forbidden', requestId: 'r-message' },
    });
    expect(await storedTexts(world, 't1')).toEqual(['hello']);
    expect(world.takePosts()).toEqual([]);
  });

  it('learns nothing by the clientMessageId of others', async () => {
    const { gateway, anna } = await setUp();
    await anna.send(hello);
    const bela = await gateway.join('bela', 'bela-1');
    expect((await bela.send(hello)).body).toMatchObject({ event: 'error', code: 'thread.forbidden' });
  });

  it('is not heard once the token has expired', async () => {
    const { world, gateway } = await setUp();
    const authorizer = { userId: 'anna', role: 'customer', expiresAt: '1795248060' };
    expect((await gateway.send('anna-1', hello, authorizer)).body.event).toBe('ack');
    world.advance(60_000);
    expect(await gateway.send('anna-1', { ...hello, clientMessageId: 'c2' }, authorizer)).toMatchObject({
      statusCode: 401,
      body: { event: 'error', code: 'session.expired' },
    });
    expect(await storedTexts(world, 't1')).toEqual(['hello']);
  });

  it('is found by the device where API Gateway left the credential out', async () => {
    const { gateway } = await setUp();
    expect((await gateway.send('anna-1', { ...hello, sender: 'anna' })).body.event).toBe('ack');
  });

  it('is refused where neither credential nor device proves it', async () => {
    const { world, gateway } = await setUp();
    await gateway.join('bela', 'bela-1');
    expect(await gateway.send('bela-1', { ...hello, sender: 'anna' })).toMatchObject({
      statusCode: 404,
      body: { code: 'connection.notFound', message: 'Connection not found' },
    });
    expect((await gateway.send('bela-1', hello)).body.code).toBe('session.missing');
    expect(await storedTexts(world, 't1')).toEqual([]);
  });

  it('as an operator takes over the thread that the message is written in, in the same transaction', async () => {
    const { world, gateway, anna } = await setUp();
    await anna.send(hello);
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    world.takePosts();
    const welcome = { action: 'message.send', threadId: 't1', text: 'may I help?' };
    expect((await olga.send(welcome)).body).toMatchObject({ event: 'ack', seq: 2 });
    const said = expect.objectContaining({ messageType: 'operator', sender: 'olga' });
    const owner = { owner: 'operator', userId: 'olga', ownerEpoch: 2 };
    const taken = { event: 'takeover', threadId: 't1', ...owner, asOf: expect.any(Number) };
    expect(world.takePosts()).toEqual([
      { connectionId: 'anna-1', frame: said },
      { connectionId: 'anna-1', frame: taken },
    ]);
    expect(await readThread(world.context, 't1')).toMatchObject({
      owner: { userId: 'olga' },
      answeredSeq: 1,
    });
    expect((await readThread(world.context, 't1'))?.waiting).toBeUndefined();
  });

  it('as an operator writes in no thread that another operator has claimed', async () => {
    const { world, gateway, anna } = await setUp();
    await anna.send(hello);
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    const otto = await gateway.join('otto', 'otto-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId: 't1' });
    const send = () => otto.send({ action: 'message.send', threadId: 't1', text: 'me too' });
    expect(await send()).toMatchObject({
      statusCode: 409,
      body: { code: 'thread.owned', message: 'olga has claimed this thread', owner: { userId: 'olga' } },
    });
    await olga.send({ action: 'profile.set', name: 'Olga Kowalska' });
    expect((await send()).body).toMatchObject({
      event: 'error',
      code: 'thread.owned',
      message: 'Olga Kowalska has claimed this thread',
      owner: { userId: 'olga', name: 'Olga Kowalska' },
    });
    expect(await storedTexts(world, 't1')).toEqual(['hello']);
  });

  it('I3: as an operator answers what the operator had seen: what came in while it was written still waits', async () => {
    const { world, gateway, anna } = await setUp();
    await anna.send(hello);
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await anna.send({ ...hello, text: 'and one more thing', clientMessageId: 'c2' });
    await olga.send({ action: 'message.send', threadId: 't1', text: 'hello!', answersThrough: 1 });
    const waiting = { kind: 'operator' };
    expect(await readThread(world.context, 't1')).toMatchObject({ answeredSeq: 1, waiting });
    await olga.send({ action: 'message.send', threadId: 't1', text: 'and that' });
    expect((await readThread(world.context, 't1'))?.waiting).toBeUndefined();
  });

  it('as a customer answers nothing, whatever the frame claims', async () => {
    const { world, anna } = await setUp();
    await anna.send(hello);
    await anna.send({ ...hello, text: 'never mind', clientMessageId: 'c2', answersThrough: 1 });
    expect(await readThread(world.context, 't1')).toMatchObject({ answeredSeq: 0, waiting: { kind: 'bot' } });
  });

  it('can say in the same frame what has been read', async () => {
    const { world, gateway, anna } = await setUp();
    await anna.send(hello);
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'message.send', threadId: 't1', text: 'hello!', read: 1 });
    await anna.send({ ...hello, text: 'thanks', clientMessageId: 'c2', read: 2 });
    await anna.send({ ...hello, text: 'bye', clientMessageId: 'c3', read: 99 });
    expect((await readThread(world.context, 't1'))?.readPositions).toEqual({ olga: 1, anna: 2 });
  });
});
