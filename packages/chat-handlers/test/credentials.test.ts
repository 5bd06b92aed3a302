import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { addPushSubscription, readConnection, readPushSubscriptions } from '@switchboard/chat-core';
import {
  BotTokenStorage,
  createTable,
  PartitionedKeyValueTable,
  TokenBucketLimit,
} from '@switchboard/data-core';
import { botTokensTable } from '@switchboard/data-core/tables';
import { createAuthorize } from '../src/authorize/authorize.ts';
import { createSessionCounter } from '../src/sessions/count-session.ts';
import { createSessions } from '../src/sessions/sessions.ts';
import { httpEvent } from './events/http.ts';
import { authorizerEvent } from './events/web-socket.ts';
import { createGateway } from './people.ts';
import { createTestClient, createWorld } from './world.ts';

/** The way of a credential, from the session to a frame, on the real storage. */
const setUp = async ({ sessionsPerMinute = 0 } = {}) => {
  const world = await createWorld();
  const client = createTestClient();
  const tableName = `handlers.${randomUUID().slice(0, 8)}.bottokens`;
  await createTable(client, botTokensTable, tableName);
  const { now } = world.context;
  const tokens = new BotTokenStorage(tableName, undefined, { client, now });
  const { log } = world;
  const authorize = createAuthorize({
    authentication: 'token',
    findByToken: (token) => tokens.findByToken(token, { consistentRead: true }),
    now,
    log,
  });
  const counters = new PartitionedKeyValueTable({ tableName: world.tables.partitionedKeys, client, now });
  const sessions = createSessions({
    ...world,
    policy: 'any',
    threadIds: 'any',
    tokens,
    countSession: createSessionCounter(new TokenBucketLimit(counters), sessionsPerMinute),
  });
  const request = async (...args: Parameters<typeof httpEvent>) => {
    const { statusCode, headers, body } = await sessions(httpEvent(...args));
    return { statusCode, headers, body: JSON.parse(body) };
  };
  const issue = async (body: object) => (await request('POST /sessions', JSON.stringify(body))).body;
  const open = async (token: string) => (await authorize(authorizerEvent({ query: { token } }))).context;
  const gateway = createGateway(world);
  /** Opens a connection with a token, as a client does. */
  const connect = async (token: string, connectionId: string) => {
    const authorizer = await open(token);
    const { statusCode } = await gateway.connect({ connectionId, query: { token } }, authorizer);
    return { statusCode, send: (frame: unknown) => gateway.send(connectionId, frame, authorizer) };
  };
  const revoke = (token: string) =>
    request('POST /sessions/revoke', undefined, { headers: { authorization: `Bearer ${token}` } });
  const revokeAll = (userId: string) =>
    request('DELETE /users/{userId}/sessions', undefined, { pathParameters: { userId }, iam: true });
  const devices = async (userId: string) =>
    (await readConnection(world.context, userId))?.devices.map(({ connectionId }) => connectionId) ?? [];
  return { world, tokens, gateway, request, issue, open, connect, revoke, revokeAll, devices };
};

const hello = { action: 'message.send', threadId: 't1', text: 'hello' };

describe('I11: a credential', () => {
  it('of a session names its user and role in every frame of the connection', async () => {
    const { world, issue, connect } = await setUp();
    const { token, userId } = await issue({});
    const guest = await connect(token, 'c-1');
    expect((await guest.send(hello)).body).toMatchObject({ event: 'ack', seq: 1 });
    expect(JSON.parse(world.topic.published[0]?.Message ?? '')).toMatchObject({
      message: { sender: userId },
    });
    expect(world.lines.join()).not.toContain(token);
  });

  it('is one of many that a user may have', async () => {
    const { issue, open } = await setUp();
    const phone = await issue({ userId: 'anna' });
    const laptop = await issue({ userId: 'anna' });
    expect(await open(phone.token)).toMatchObject({ userId: 'anna' });
    expect(await open(laptop.token)).toMatchObject({ userId: 'anna' });
  });

  it('opens nothing once it has expired', async () => {
    const { world, issue, open } = await setUp();
    const { token, expiresAt } = await issue({ userId: 'olga', role: 'operator', ttlSeconds: 60 });
    expect(await open(token)).toMatchObject({ role: 'operator', expiresAt });
    world.advance(60_000);
    await expect(open(token)).rejects.toThrow('Unauthorized');
  });

  it('opens nothing once it has been revoked', async () => {
    const { tokens, issue, open } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    await tokens.revokeToken(token);
    await expect(open(token)).rejects.toThrow('Unauthorized');
  });

  it('I21: alerts no browser any more once it has been revoked or has expired', async () => {
    const { world, issue, connect, revoke, revokeAll } = await setUp();
    const { context } = world;
    const sessions = await Promise.all(
      ['phone', 'laptop', 'desk'].map(async (name) => {
        const ttlSeconds = name === 'desk' ? 60 : 3_600;
        const { token } = await issue({ userId: 'anna', ttlSeconds });
        await connect(token, name);
        return token;
      }),
    );
    const devices = (await readConnection(context, 'anna'))?.devices ?? [];
    const keys = { p256dh: 'key', auth: 'secret' };
    for (const device of devices) {
      const endpoint = `https://fcm.googleapis.com/${device.connectionId}`;
      expect(await addPushSubscription(context, 'anna', device, { endpoint, keys })).toBe(true);
    }
    const alerted = async () =>
      (await readPushSubscriptions(context, 'anna'))
        .map(({ endpoint }) => endpoint.split('/').at(-1))
        .toSorted();
    expect(await alerted()).toEqual(['desk', 'laptop', 'phone']);
    await revoke(sessions[0] ?? '');
    expect(await alerted()).toEqual(['desk', 'laptop']);
    world.advance(60_000);
    expect(await alerted()).toEqual(['laptop']);
    await revokeAll('anna');
    expect(await alerted()).toEqual([]);
    // One that was under way meanwhile comes too late.
    const [phone] = devices;
    if (phone === undefined) throw new Error('There is no device');
    const late = { endpoint: 'https://fcm.googleapis.com/late', keys };
    expect(await addPushSubscription(context, 'anna', phone, late)).toBe(false);
    expect(await alerted()).toEqual([]);
  });

  it('alerts at most 20 browsers of a user, the ones that subscribed last', async () => {
    const { world, issue, connect } = await setUp();
    const { context } = world;
    await connect((await issue({ userId: 'anna' })).token, 'phone');
    const [device] = (await readConnection(context, 'anna'))?.devices ?? [];
    if (device === undefined) throw new Error('There is no device');
    const endpointOf = (index: number) => `https://fcm.googleapis.com/${index}`;
    for (let index = 0; index < 23; index += 1) {
      world.advance(1);
      const subscription = { endpoint: endpointOf(index), keys: { p256dh: 'key', auth: 'secret' } };
      await addPushSubscription(context, 'anna', device, subscription);
    }
    const alerted = (await readPushSubscriptions(context, 'anna')).map(({ endpoint }) => endpoint);
    expect(alerted.toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => endpointOf(index + 3)).toSorted(),
    );
  });

  it('opens nothing once its connection outlives it', async () => {
    const { world, issue, connect } = await setUp();
    const { token } = await issue({ userId: 'anna', ttlSeconds: 60 });
    const anna = await connect(token, 'c-1');
    world.advance(60_000);
    const answer = await anna.send({ action: 'ping' });
    expect(answer).toMatchObject({ statusCode: 401, body: { event: 'error', code: 'session.expired' } });
  });
});

describe('I21: a token that was revoked', () => {
  it('closes the connections that were opened with it, with the reason, and no other of the user', async () => {
    const { world, issue, connect, revoke, devices } = await setUp();
    const phone = await issue({ userId: 'anna' });
    const laptop = await issue({ userId: 'anna' });
    await connect(phone.token, 'phone-1');
    await connect(phone.token, 'phone-2');
    await connect(laptop.token, 'laptop-1');
    expect(await revoke(phone.token)).toMatchObject({ statusCode: 200, body: { revoked: 1 } });
    expect(world.closed.toSorted()).toEqual(['phone-1', 'phone-2']);
    const reason = { event: 'error', code: 'session.revoked', message: expect.any(String) };
    expect(world.takePosts()).toMatchObject([
      { connectionId: 'phone-1', frame: reason },
      { connectionId: 'phone-2', frame: reason },
    ]);
    expect(await devices('anna')).toEqual(['laptop-1']);
  });

  it('writes nothing more over a connection that is still open: its next frame is refused, and closes it', async () => {
    const { world, issue, connect, revoke } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    const anna = await connect(token, 'anna-1');
    await anna.send(hello);
    await revoke(token);
    world.closed.splice(0);
    for (const frame of [
      hello,
      { action: 'history.get', threadId: 't1' },
      { action: 'thread.resume', threadId: 't1', after: 0 },
      { action: 'typing', threadId: 't1' },
      { action: 'read', threadId: 't1', seq: 1 },
      { action: 'reply.cancel', threadId: 't1' },
      { action: 'threads.list' },
    ]) {
      expect(await anna.send(frame)).toMatchObject({ statusCode: 401, body: { code: 'session.revoked' } });
      expect(world.closed.splice(0)).toEqual(['anna-1']);
    }
    expect(world.topic.published).toHaveLength(1);
  });

  it('does nothing more for an operator either', async () => {
    const { world, issue, connect, revoke } = await setUp();
    const customer = await issue({ userId: 'anna' });
    await (await connect(customer.token, 'anna-1')).send(hello);
    const { token } = await issue({ userId: 'olga', role: 'operator' });
    const olga = await connect(token, 'olga-1');
    await revoke(token);
    world.closed.splice(0);
    for (const frame of [
      { action: 'thread.claim', threadId: 't1' },
      { action: 'thread.close', threadId: 't1' },
      { action: 'note.add', threadId: 't1', text: 'hm' },
      { action: 'notes.get', threadId: 't1' },
      { action: 'queue.get' },
      { action: 'inbox.get', list: 'bot' },
      { action: 'duty.set', status: 'away' },
    ]) {
      expect(await olga.send(frame)).toMatchObject({ statusCode: 401, body: { code: 'session.revoked' } });
    }
    expect(world.closed).toHaveLength(7);
  });

  it('receives nothing more', async () => {
    const { world, issue, connect, revoke } = await setUp();
    const phone = await issue({ userId: 'anna' });
    const laptop = await issue({ userId: 'anna' });
    await connect(phone.token, 'phone-1');
    const here = await connect(laptop.token, 'laptop-1');
    await revoke(phone.token);
    world.takePosts();
    await here.send(hello);
    expect(world.takeTries().filter((connectionId) => connectionId === 'phone-1')).toHaveLength(1);
    expect(world.takePosts()).toEqual([]);
  });

  it('answers 0 when it is revoked once more, and so does a token that never was one', async () => {
    const { issue, revoke } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    await revoke(token);
    expect(await revoke(token)).toMatchObject({ statusCode: 200, body: { revoked: 0 } });
    expect(await revoke('made-up')).toMatchObject({ statusCode: 200, body: { revoked: 0 } });
  });

  it('is named by the Authorization header alone', async () => {
    const { request } = await setUp();
    expect(await request('POST /sessions/revoke', undefined)).toMatchObject({
      statusCode: 401,
      body: { code: 'session.missing' },
    });
  });

  it.each([
    ['whose user was never connected', false],
    ['whose user has been connected before', true],
  ])('while its connection opened opens none: a session %s', async (_, wasHere) => {
    const { world, gateway, issue, open, connect, revoke, devices } = await setUp();
    if (wasHere) await connect((await issue({ userId: 'anna' })).token, 'other-1');
    const { token } = await issue({ userId: 'anna' });
    const authorizer = await open(token);
    await revoke(token);
    const { statusCode } = await gateway.connect({ connectionId: 'c-1' }, authorizer);
    expect(statusCode).toBe(401);
    expect(await devices('anna')).toEqual(wasHere ? ['other-1'] : []);
    expect(world.takePosts()).toEqual([]);
  });

  it('while its connection opened opens none when all sessions are revoked, and the next session does', async () => {
    const { world, gateway, issue, open, connect, revokeAll, devices } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    const authorizer = await open(token);
    await revokeAll('anna');
    expect((await gateway.connect({ connectionId: 'c-1' }, authorizer)).statusCode).toBe(401);
    world.advance(1);
    const next = await issue({ userId: 'anna' });
    expect((await connect(next.token, 'c-2')).statusCode).toBe(200);
    expect(await devices('anna')).toEqual(['c-2']);
  });

  it('ends with all others of its user by one request of IAM, and no token of anyone else', async () => {
    const { world, issue, connect, revokeAll, open } = await setUp();
    const sessions = [await issue({ userId: 'anna' }), await issue({ userId: 'anna' })];
    const other = await issue({ userId: 'bela' });
    for (const [index, { token }] of sessions.entries()) await connect(token, `anna-${index}`);
    await connect(other.token, 'bela-1');
    expect(await revokeAll('anna')).toMatchObject({ statusCode: 200, body: { revoked: 2 } });
    expect(world.closed.toSorted()).toEqual(['anna-0', 'anna-1']);
    for (const { token } of sessions) await expect(open(token)).rejects.toThrow('Unauthorized');
    expect(await open(other.token)).toMatchObject({ userId: 'bela' });
    expect(await revokeAll('anna')).toMatchObject({ statusCode: 200, body: { revoked: 0 } });
  });

  it.each(['', 'a\nb', 'x'.repeat(129), '__proto__'])(
    'is nobody’s whose id nobody can have: %j',
    async (userId) => {
      const { revokeAll } = await setUp();
      expect(await revokeAll(userId)).toMatchObject({
        statusCode: 400,
        body: { code: 'request.invalid', field: 'userId' },
      });
    },
  );

  it('is revoked when its owner asks again because no answer came: the connections were closed first', async () => {
    const { world, tokens, issue, connect, revoke, devices } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    await connect(token, 'anna-1');
    const revokeToken = tokens.revokeToken.bind(tokens);
    tokens.revokeToken = async () => {
      throw new Error('the function died');
    };
    await expect(revoke(token)).rejects.toThrow('the function died');
    expect(await devices('anna')).toEqual([]);
    tokens.revokeToken = revokeToken;
    expect(await revoke(token)).toMatchObject({ body: { revoked: 1 } });
    expect(world.lines.join()).not.toContain(token);
  });
});

describe('I21: a token that has expired', () => {
  it('is refused at its next frame, which closes the connection', async () => {
    const { world, issue, connect } = await setUp();
    const { token } = await issue({ userId: 'anna', ttlSeconds: 60 });
    const anna = await connect(token, 'anna-1');
    await anna.send(hello);
    world.advance(60_000);
    expect(await anna.send({ ...hello, text: 'still me' })).toMatchObject({
      statusCode: 401,
      body: { code: 'session.expired' },
    });
    expect(world.closed).toEqual(['anna-1']);
    expect(world.topic.published).toHaveLength(1);
  });

  it('receives nothing more', async () => {
    const { world, issue, connect } = await setUp();
    const short = await issue({ userId: 'anna', ttlSeconds: 60 });
    const long = await issue({ userId: 'anna', ttlSeconds: 600 });
    await connect(short.token, 'short-1');
    const here = await connect(long.token, 'long-1');
    await here.send(hello);
    expect(world.takePosts()).toMatchObject([{ connectionId: 'short-1' }]);
    world.advance(60_000);
    await here.send(hello);
    expect(world.takePosts()).toEqual([]);
  });
});

describe('the connections of a user', () => {
  it('are 64: when the 65th opens, the oldest is told why it is closed, instead of going deaf without a word', async () => {
    const { world, issue, connect, devices } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    const first = await connect(token, 'c-1');
    for (let number = 2; number <= 64; number += 1) {
      world.advance(1);
      await connect(token, `c-${number}`);
    }
    expect(world.closed).toEqual([]);
    world.advance(1);
    expect((await connect(token, 'c-65')).statusCode).toBe(200);
    expect(world.closed).toEqual(['c-1']);
    const posts = world.takePosts();
    // All others were asked whether they are still there.
    expect(posts.filter(({ frame }) => frame.event === 'pong')).toHaveLength(64);
    expect(posts.filter(({ frame }) => frame.event !== 'pong')).toMatchObject([
      { connectionId: 'c-1', frame: { event: 'error', code: 'session.replaced' } },
    ]);
    expect(await devices('anna')).toHaveLength(64);
    expect((await first.send(hello)).body.code).toBe('session.revoked');
  });

  it('are closed although they cannot be told why', async () => {
    const { world, issue, connect, revoke } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    await connect(token, 'anna-1');
    world.setPostOutcome('anna-1', new Error('no route to host'));
    await revoke(token);
    expect(world.closed).toEqual(['anna-1']);
  });

  it('are not locked out by thread ids of 8 KB: such a handshake is refused and leaves nothing behind', async () => {
    const { world, gateway, issue, open, devices } = await setUp();
    const { token } = await issue({ userId: 'anna' });
    const authorizer = await open(token);
    for (const threadId of ['x'.repeat(8_192), '語'.repeat(86), 'a\nb', '__proto__']) {
      const result = await gateway.connect({ connectionId: 'c-1', query: { threadId } }, authorizer);
      expect({ ...result, body: JSON.parse(result.body) }).toMatchObject({
        statusCode: 400,
        body: { code: 'connection.invalid', field: 'threadId' },
      });
    }
    const { Item } = await world.client.send(
      new GetCommand({ TableName: world.tables.connections, Key: { userId: 'anna' } }),
    );
    expect(Item).toBeUndefined();
    expect((await gateway.connect({ connectionId: 'c-2' }, authorizer)).statusCode).toBe(200);
    expect(await devices('anna')).toEqual(['c-2']);
  });
});

describe('sessions', () => {
  it('are limited for each address: 429 says when to come again', async () => {
    const { world, request } = await setUp({ sessionsPerMinute: 3 });
    const ask = (sourceIp: string) => request('POST /sessions', undefined, { sourceIp });
    for (let number = 1; number <= 3; number += 1) expect((await ask('203.0.113.7')).statusCode).toBe(200);
    expect(await ask('203.0.113.7')).toMatchObject({
      statusCode: 429,
      headers: { 'retry-after': '20' },
      body: { code: 'service.limited', retryAfterMs: 20_000 },
    });
    expect((await ask('203.0.113.8')).statusCode).toBe(200);
    world.advance(20_000);
    expect((await ask('203.0.113.7')).statusCode).toBe(200);
    expect((await ask('203.0.113.7')).statusCode).toBe(429);
    expect(world.lines.join()).not.toContain('203.0.113.7');
  });

  it('for callers with IAM are not limited: a backend asks for all its users', async () => {
    const { request } = await setUp({ sessionsPerMinute: 1 });
    for (const userId of ['anna', 'bela', 'cleo']) {
      const result = await request('POST /users/{userId}/sessions', undefined, {
        pathParameters: { userId },
        iam: true,
      });
      expect(result.statusCode).toBe(200);
    }
  });

  it('that were refused for another reason do not count', async () => {
    const { request } = await setUp({ sessionsPerMinute: 1 });
    expect((await request('POST /sessions', '{')).statusCode).toBe(400);
    expect((await request('POST /sessions', undefined)).statusCode).toBe(200);
  });
});
