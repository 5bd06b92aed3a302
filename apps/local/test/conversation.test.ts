import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, refusal } from './fixture/client.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';

/**
 * The platform as a stranger meets it: the stack that infra synthesises, the bundles that would be deployed, raw WebSockets and
 * nothing of ours on the client's side.
 */
const DATA_DIR = mkdtempSync(join(tmpdir(), 'switchboard-conversation-'));
let platform: PlatformProcess;

beforeAll(async () => {
  platform = await startPlatformProcess({ DATA_DIR });
});

afterAll(async () => {
  await platform.end('SIGTERM');
  rmSync(DATA_DIR, { recursive: true, force: true });
});

async function openSession(userId: string): Promise<string> {
  const response = await fetch(`${platform.http}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId, role: 'customer' }),
  });
  const session = (await response.json()) as Record<string, unknown>;
  expect(session).toMatchObject({ userId, token: expect.any(String), expiresAt: expect.any(Number) });
  return String(session.token);
}

const connectTo = async (userId: string, threadId: string) =>
  connect(`${platform.ws}?token=${await openSession(userId)}&threadId=${threadId}`);

const hello = (threadId: string) =>
  JSON.stringify({ action: 'message.send', threadId, text: 'hello', clientMessageId: 'c1' });
const isEvent = (event: string) => (frame: Record<string, unknown>) => frame.event === event;

describe('a conversation', () => {
  it('is acknowledged, answered once however often it is sent, and in the history', async () => {
    const client = await connectTo('ann', 't1');
    client.socket.send(hello('t1'));
    const ack = await client.next(isEvent('ack'));
    expect(ack).toMatchObject({
      seq: 1,
      threadId: 't1',
      clientMessageId: 'c1',
      messageId: expect.any(String),
      timestamp: expect.any(Number),
      message: 'Message sent successfully',
    });
    expect(await client.next(isEvent('message'))).toMatchObject({ messageType: 'bot', seq: 2 });

    client.socket.send(hello('t1'));
    expect(await client.next(isEvent('ack'))).toEqual(ack);

    client.socket.send(JSON.stringify({ action: 'history.get', threadId: 't1' }));
    const { messages } = await client.next(isEvent('history'));
    expect(messages).toMatchObject([
      { seq: 1, text: 'hello', messageType: 'user' },
      { seq: 2, messageType: 'bot' },
    ]);
    client.socket.close();
  });

  it('can be followed in the log: what was written, what became of it, what the bot replied', async () => {
    const client = await connectTo('lola', 'logged');
    client.socket.send(hello('logged'));
    await client.next(isEvent('message'));
    await platform.line(/message-send .* “hello” {2}message\.stored threadId=logged seq=1/);
    await platform.line(
      /responder .* “Hello! I am the bot.*” {2}thread\.looked threadId=logged outcome=replied/,
    );
    client.socket.close();
  });

  it('reaches both of two tabs of the same user', async () => {
    const first = await connectTo('bob', 't2');
    const second = await connectTo('bob', 't2');
    first.socket.send(hello('t2'));
    expect(await second.next(isEvent('message'))).toMatchObject({
      messageType: 'user',
      seq: 1,
      text: 'hello',
    });
    expect(await second.next(isEvent('message'))).toMatchObject({ messageType: 'bot', seq: 2 });
    expect(await first.next(isEvent('message'))).toMatchObject({ messageType: 'bot', seq: 2 });
    first.socket.close();
    second.socket.close();
  });

  it('is there again after the platform was killed', async () => {
    const before = await connectTo('eve', 't3');
    before.socket.send(hello('t3'));
    const answer = await before.next(isEvent('message'));
    await platform.end('SIGKILL');
    platform = await startPlatformProcess({ DATA_DIR });
    const client = await connectTo('eve', 't3');
    client.socket.send(JSON.stringify({ action: 'history.get', threadId: 't3' }));
    const { messages } = await client.next(isEvent('history'));
    expect(messages).toMatchObject([
      { seq: 1, text: 'hello' },
      { seq: 2, messageId: answer.messageId },
    ]);
    client.socket.close();
  });

  it('I11: is closed to callers without a token, and a thread to people who do not take part in it', async () => {
    expect((await refusal(`${platform.ws}?threadId=t1`)).status).toBe(401);
    expect((await refusal(`${platform.ws}?token=made-up&threadId=t1`)).status).toBe(401);
    const stranger = await connectTo('mallory', 't1');
    stranger.socket.send(JSON.stringify({ action: 'history.get', threadId: 't1' }));
    expect(await stranger.next()).toMatchObject({ event: 'error', code: expect.any(String) });
    stranger.socket.close();
  });
});

describe('I14: the synthesised policies', () => {
  it('name every action, and every resource but by index, log stream, connection or prefix of objects', async () => {
    const functions = (await (await fetch(`${platform.aws}/_switchboard/functions`)).json()) as {
      statements: { effect: string; actions: string[]; resources: string[] }[];
    }[];
    const statements = functions.flatMap(({ statements: ofFunction }) => ofFunction);
    expect(statements.length).toBeGreaterThan(functions.length);
    for (const { effect, actions, resources } of statements) {
      expect(effect).toBe('Allow');
      for (const action of actions) expect(action).not.toContain('*');
      for (const resource of resources) {
        expect(
          resource.replace(
            /(\/index\/\*|:\*|(\/\*)?\/@connections\/\*|\/POST\/@connections\/\*|(?<=:::[\w-]+\/\w+\/)\*)$/,
            '',
          ),
        ).not.toContain('*');
      }
    }
  });
});
