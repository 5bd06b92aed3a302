import { createServer } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import {
  createConnectionPoster,
  createPostingClient,
  createWebDeliverer,
  queryMessages,
  removeDevice,
} from '@switchboard/chat-core';
import { createDocumentClient, inParallel } from '@switchboard/data-core';
import { createConnectionCloser } from '../src/connection/connection-closer.ts';
import { createPostToConnection } from '../src/posting/post-to-connection.ts';
import { createGateway } from './people.ts';
import { createWorld, type World } from './world.ts';

const hello = { action: 'message.send', threadId: 't1', text: 'hello', clientMessageId: 'c1' };
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-central-1';

/** An address where every connection is taken and nothing is ever answered. */
async function createSilentServer() {
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** So many turns of the event loop take what is due in one of them. */
const turnsOfAnEnd = 20;

/**
 * When Lambda would end a function that begins now, by the timers of this process: on a busy machine those of the function are as late.
 * What is due by then is done before.
 */
async function endAfter(timeoutMs: number): Promise<'ended'> {
  await setTimeout(timeoutMs, undefined, { ref: false });
  for (let turn = 1; turn <= turnsOfAnEnd; turn += 1) await setImmediate();
  return 'ended';
}

let silent: Awaited<ReturnType<typeof createSilentServer>>;

beforeAll(async () => {
  silent = await createSilentServer();
});

afterAll(() => silent.close());

const setUp = async (options: Parameters<typeof createWorld>[0] = {}) => {
  const world = await createWorld(options);
  const anna = await createGateway(world).join('anna', 'anna-1');
  return { world, anna };
};

/** The same person on functions that end after so many milliseconds. */
const within = (timeoutMs: number, world: World) => {
  const gateway = createGateway(world, { timeoutMs });
  return (frame: object) => gateway.send('anna-1', frame, { userId: 'anna', role: 'customer' });
};

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await setImmediate();
};

describe('an acknowledgement', () => {
  it('does not wait for a slow device: it is posted ahead of it, and the function ends when the device has answered', async () => {
    const { world, anna } = await setUp();
    await createGateway(world).join('anna', 'anna-2');
    const answered = Promise.withResolvers<'posted'>();
    world.setPostOutcome('anna-2', answered.promise);
    let ended = false;
    const sending = anna.send(hello).finally(() => {
      ended = true;
    });
    const tries: string[] = [];
    await until(() => tries.push(...world.takeTries()) > 1);
    expect(tries).toEqual(['anna-2', 'anna-1']);
    expect(ended).toBe(false);
    const [early] = world.takePosts();
    expect(early).toMatchObject({ connectionId: 'anna-1', frame: { event: 'ack', clientMessageId: 'c1' } });
    expect(world.topic.published).toHaveLength(1);
    answered.resolve('posted');
    expect((await sending).body).toEqual(early?.frame);
    expect(world.takePosts()).toMatchObject([{ connectionId: 'anna-2', frame: { event: 'message' } }]);
  });

  it('is posted once where every device answers at once', async () => {
    const { world, anna } = await setUp();
    await createGateway(world).join('anna', 'anna-2');
    expect((await anna.send(hello)).body.event).toBe('ack');
    expect(world.takePosts()).toMatchObject([{ connectionId: 'anna-2' }]);
  });

  it('is not posted ahead where the message could not be published', async () => {
    const { world, anna } = await setUp();
    await createGateway(world).join('anna', 'anna-2');
    world.setPostOutcome('anna-2', 'throttled');
    world.topic.failure = new Error('SNS is out of reach');
    expect((await anna.send(hello)).body.code).toBe('service.internal');
    expect(world.takePosts()).toEqual([]);
  });

  it('comes although a device is throttled at every try, without the time of its tries', async () => {
    const { world, anna } = await setUp();
    await createGateway(world).join('anna', 'anna-2');
    world.setPostOutcome('anna-2', 'throttled');
    expect((await anna.send(hello)).body.event).toBe('ack');
    expect(world.takePosts()).toMatchObject([{ connectionId: 'anna-1', frame: { event: 'ack' } }]);
    expect(world.takeTries().filter((connectionId) => connectionId === 'anna-2')).toHaveLength(5);
  });
});

describe('service.busy comes before the function is ended', () => {
  it.each([
    ['message.send', hello],
    ['history.get', { action: 'history.get', threadId: 't1' }],
    ['threads.list', { action: 'threads.list' }],
  ])('where DynamoDB takes a request and never answers: %s', async (_, frame) => {
    const { world } = await setUp();
    const endpoint = `http://${silent.address}`;
    const client = createDocumentClient({ endpoint, region, credentials });
    const send = within(1_500, { ...world, context: { ...world.context, client } });
    expect(await Promise.race([send(frame), endAfter(1_500)])).toMatchObject({
      statusCode: 503,
      body: { event: 'error', code: 'service.busy' },
    });
  });

  it('where the table of the replies that are kept takes a request and never answers', async () => {
    const { world } = await setUp();
    await createGateway(world).join('olga', 'olga-1', 'operator');
    const { client } = world;
    const hanging = (signal: AbortSignal | undefined) =>
      new Promise((_, reject) => {
        const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
        signal?.addEventListener('abort', abort);
      });
    const send = (command: Parameters<typeof client.send>[0], options?: { abortSignal?: AbortSignal }) =>
      command instanceof GetCommand ? hanging(options?.abortSignal) : client.send(command, options);
    const context = { ...world.context, client: Object.assign(Object.create(client), { send }) };
    const gateway = createGateway({ ...world, context }, { timeoutMs: 1_500 });
    const answer = gateway.send('olga-1', { action: 'canned.get' }, { userId: 'olga', role: 'operator' });
    expect(await Promise.race([answer, endAfter(1_500)])).toMatchObject({ body: { code: 'service.busy' } });
  });

  it('where SNS takes a request and never answers: the message is stored, and a retry is acknowledged', async () => {
    const { world, anna } = await setUp();
    const client = new SNSClient({ endpoint: `http://${silent.address}`, region, credentials });
    const send = within(1_500, { ...world, publisher: { ...world.publisher, client } });
    expect((await send(hello)).body).toMatchObject({ code: 'service.busy', clientMessageId: 'c1' });
    expect((await anna.send(hello)).body).toMatchObject({ event: 'ack', seq: 1 });
    expect(world.topic.published).toHaveLength(1);
  });

  it('of POST /messages where DynamoDB never answers: 503', async () => {
    const { world } = await setUp();
    const client = createDocumentClient({ endpoint: `http://${silent.address}`, region, credentials });
    const post = createPostToConnection({ ...world, context: { ...world.context, client } });
    const endsAt = Date.now() + 1_500;
    const answer = post(
      { userId: 'anna', threadId: 't1', message: 'hello' },
      { getRemainingTimeInMillis: () => endsAt - Date.now() },
    );
    expect(await Promise.race([answer, endAfter(1_500)])).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining('"service.busy"'),
    });
  });
});

describe('a connection that does not close', () => {
  it('does not keep the function beyond its end: its frame is refused in time', async () => {
    const { world } = await setUp({ inRealTime: true });
    await removeDevice(world.context, { userId: 'anna', connectionId: 'anna-1' });
    const hang = (signal?: AbortSignal) =>
      new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const poster = {
      post: async () => 'posted' as const,
      close: (_: string, signal?: AbortSignal) => hang(signal),
    };
    const send = within(1_500, { ...world, closer: createConnectionCloser(poster, world.log) });
    expect(await Promise.race([send(hello), endAfter(1_500)])).toMatchObject({
      body: { code: 'session.revoked' },
    });
  });
});

describe('devices that take a post and never answer', () => {
  it('do not keep the function beyond its end, however many they are: the message is acknowledged', async () => {
    const { world } = await setUp({ inRealTime: true });
    const gateway = createGateway(world);
    for (let device = 2; device <= 40; device += 1) await gateway.join('anna', `anna-${device}`);
    const poster = createConnectionPoster(createPostingClient(`ws://${silent.address}/stage`));
    const announcer = { ...world.announcer, deliverer: createWebDeliverer({ poster }) };
    const closer = createConnectionCloser(poster, world.log);
    const send = within(3_000, { ...world, announcer, closer });
    expect(await Promise.race([send(hello), endAfter(3_000)])).toMatchObject({
      body: { event: 'ack', seq: 1 },
    });
  });
});

describe('100 writers to one thread', () => {
  it('get an acknowledgement or service.busy, never a function that was ended; what was busy is stored by a retry, once', async () => {
    const { world } = await setUp({ inRealTime: true });
    const frames = Array.from({ length: 100 }, (_, index) => ({
      ...hello,
      text: `message ${index}`,
      clientMessageId: `c${index}`,
    }));
    // Less than 100 messages to one thread take.
    const timeoutMs = 2_000;
    const send = within(timeoutMs, world);
    const unanswered = async (frame: (typeof frames)[number]) => {
      const answer = await Promise.race([send(frame), endAfter(timeoutMs)]);
      if (answer === 'ended') return expect(`${frame.clientMessageId} was ended`).toBe('answered');
      const { body } = answer;
      expect(['ack', 'service.busy']).toContain(body.code ?? body.event);
      return body.event === 'ack' ? [] : [frame];
    };
    // Clients that are asked to try again do so at different times. A busy machine takes more rounds.
    let left = frames;
    for (let atOnce = frames.length; left.length > 0; atOnce = Math.ceil(atOnce / 2)) {
      left = (await inParallel(left, atOnce, unanswered)).flatMap((frame) => frame ?? []);
    }
    const page = await queryMessages(world.context, { threadId: 't1', direction: 'forward', limit: 200 });
    const messages = page.outcome === 'page' ? page.messages : [];
    expect(messages.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index + 1));
    expect(new Set(messages.map(({ clientMessageId }) => clientMessageId)).size).toBe(100);
  });
});
