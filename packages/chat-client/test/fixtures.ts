import { ChatClient } from '../src/chat-client.ts';
import type { ChatClientOptions, ChatSessionOptions } from '../src/options.ts';
import { ChatSession } from '../src/session/chat-session.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeNetwork, type FakeSocket } from './fake-network.ts';
import { ModelThread } from './model-thread.ts';

export interface Harness {
  readonly client: ChatClient;
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
  readonly thread: ModelThread;
}

/** A client of user `ada` in thread `t1`, on a fake network, before it is opened. Chance is always one half. */
export function createHarness(options: Partial<ChatClientOptions> = {}): Harness {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const thread = new ModelThread();
  let ids = 0;
  const client = new ChatClient({
    url: 'wss://chat.example/test',
    threadId: thread.threadId,
    credential: { token: 'secret', userId: 'ada' },
    WebSocket: network.WebSocket,
    clock,
    random: () => 0.5,
    newId: () => `c${++ids}`,
    ...options,
  });
  return { client, clock, network, thread };
}

/** Lets the thread answer every frame at once. */
export function answerAtOnce({ network, thread }: Harness): void {
  network.onFrame = (frame, socket) => answer(thread, frame, socket);
}

export function answer(
  thread: ModelThread,
  frame: Parameters<ModelThread['handle']>[0],
  socket: FakeSocket,
): void {
  const { reply } = thread.handle(frame, 'ada');
  if (reply) socket.deliver(reply);
}

export async function openHarness(options?: Partial<ChatClientOptions>): Promise<Harness> {
  const harness = createHarness(options);
  answerAtOnce(harness);
  harness.client.open();
  await harness.clock.advance(0);
  return harness;
}

export const texts = ({ client }: Harness): string[] => client.getSnapshot().messages.map(({ text }) => text);

export interface SessionHarness {
  readonly session: ChatSession;
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
}

/** A session of user `ada` on a fake network, before it is opened. Chance is always one half. */
export function createSession(options: Partial<ChatSessionOptions> = {}): SessionHarness {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  let ids = 0;
  const session = new ChatSession({
    url: 'wss://chat.example/test',
    credential: { token: 'secret', userId: 'ada' },
    WebSocket: network.WebSocket,
    clock,
    random: () => 0.5,
    newId: () => `c${++ids}`,
    ...options,
  });
  return { session, clock, network };
}
