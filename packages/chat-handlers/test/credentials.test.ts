import { randomUUID } from 'node:crypto';
import { BotTokenStorage, createTable } from '@switchboard/data-core';
import { botTokensTable } from '@switchboard/data-core/tables';
import { createAuthorize } from '../src/authorize/authorize.ts';
import { createSessions } from '../src/sessions/sessions.ts';
import { httpEvent } from './events/http.ts';
import { authorizerEvent } from './events/web-socket.ts';
import { createGateway } from './people.ts';
import { createTestClient, createWorld } from './world.ts';

/** The way of a credential, from the session to a frame, on the real storage. */
const setUp = async () => {
  const world = await createWorld();
  const client = createTestClient();
  const tableName = `handlers.${randomUUID().slice(0, 8)}.bottokens`;
  await createTable(client, botTokensTable, tableName);
  const tokens = new BotTokenStorage(tableName, undefined, { client, now: world.context.now });
  const { log } = world;
  const authorize = createAuthorize({
    authentication: 'token',
    findByToken: (token) => tokens.findByToken(token),
    now: world.context.now,
    log,
  });
  const sessions = createSessions({
    ...world,
    policy: 'any',
    threadIds: 'any',
    tokens,
    countSession: async () => {},
  });
  const issue = async (body: object) =>
    JSON.parse((await sessions(httpEvent('POST /sessions', JSON.stringify(body)))).body);
  const open = async (token: string) => (await authorize(authorizerEvent({ query: { token } }))).context;
  return { world, tokens, issue, open };
};

describe('I11: a credential', () => {
  it('of a session names its user and role in every frame of the connection', async () => {
    const { world, issue, open } = await setUp();
    const { token, userId } = await issue({});
    const context = await open(token);
    const gateway = createGateway(world);
    await gateway.connect({ connectionId: 'c-1', query: { token, threadId: 't1' } }, context);
    const frame = { action: 'message.send', threadId: 't1', text: 'hello' };
    expect((await gateway.send('c-1', frame, context)).body).toMatchObject({ event: 'ack', seq: 1 });
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

  it('opens nothing once its connection outlives it', async () => {
    const { world, issue, open } = await setUp();
    const { token } = await issue({ userId: 'anna', ttlSeconds: 60 });
    const context = await open(token);
    world.advance(60_000);
    const answer = await createGateway(world).send('c-1', { action: 'ping' }, context);
    expect(answer).toMatchObject({ statusCode: 401, body: { event: 'error', code: 'session.expired' } });
  });
});
