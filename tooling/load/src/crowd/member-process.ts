/** A process of the crowd: many clients, each with a connection of its own. It is told what to do by the run that started it. */
import { ChatSession, type ChatThread } from '@switchboard/chat-client';
import { WebSocket } from 'ws';
import { until } from '../timing.ts';
import type { CrowdAnswer, CrowdOrder, CrowdSeen, Membership } from './crowd-frames.ts';

interface Member {
  readonly session: ChatSession;
  readonly thread: ChatThread;
}

const members: Member[] = [];
const awayMs: number[] = [];
const repeated: string[] = [];
let cutAt: number | undefined;

/** Every socket that is open or opening, to be cut. */
const sockets = new Set<WebSocket>();

class WatchedSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    sockets.add(this);
    this.once('close', () => sockets.delete(this));
  }
}

const answer = (text: CrowdAnswer): void => {
  process.send?.(text);
};

process.on('message', (order: CrowdOrder) => {
  if (order.type === 'open') void open(order.membership);
  else if (order.type === 'cut') cut();
  else void compare(order.lastSeqs, order.withinMs);
});
answer({ type: 'ready' });

async function open({ ws, threads, clientsOfEach }: Membership): Promise<void> {
  for (const { threadId, token } of threads) {
    for (let index = 0; index < clientsOfEach; index += 1) members.push(openMember(ws, threadId, token));
  }
  await until(
    () => members.every(({ session }) => session.getSnapshot().connection.state === 'open'),
    3_600_000,
  );
  answer({ type: 'opened' });
}

function openMember(url: string, threadId: string, token: string): Member {
  const session = new ChatSession({
    url,
    threadId,
    credential: { token, userId: threadId },
    WebSocket: WatchedSocket,
  });
  const thread = session.thread(threadId);
  const shown = new Set<string>();
  let isBack = false;
  thread.on('message', ({ messageId, seq }) => {
    if (shown.has(messageId)) repeated.push(`${threadId} ${seq}`);
    shown.add(messageId);
  });
  session.on('connection', ({ state }) => {
    if (state !== 'open' || cutAt === undefined || isBack) return;
    isBack = true;
    awayMs.push(performance.now() - cutAt);
  });
  session.open();
  return { session, thread };
}

function cut(): void {
  cutAt = performance.now();
  for (const socket of sockets) socket.terminate();
}

async function compare(lastSeqs: Readonly<Record<string, number>>, withinMs: number): Promise<void> {
  const isWrong = ({ thread }: Member): boolean => {
    const { messages } = thread.getSnapshot();
    return (
      messages.length !== lastSeqs[thread.threadId] || messages.some(({ seq }, index) => seq !== index + 1)
    );
  };
  await until(() => !members.some(isWrong), withinMs);
  const wrong = members.filter(isWrong).map(
    ({ thread }) =>
      `${thread.threadId} ${thread
        .getSnapshot()
        .messages.map(({ seq }) => seq)
        .join(' ')}`,
  );
  const seen: CrowdSeen = { clients: members.length, awayMs, wrong, repeated };
  answer({ type: 'compared', seen });
}
