import { ChatSession } from '@switchboard/chat-client';
import { OperatorDesk } from '@switchboard/chat-client/operator';
import { createWebSocket } from '../services/web-socket.ts';
import type { World } from '../world.ts';
import { connect, type Device } from './device.ts';
import { pageClock } from './page-client.ts';

export interface LoadingDeskOptions {
  readonly operator: string;
  /** The operator who puts the thread into the queue and takes it out. */
  readonly colleague: string;
  readonly userId: string;
  readonly threadId: string;
}

const rounds = 12;

/** What was sent in a round has arrived after so long, milliseconds. */
const underWayMs = 40_000;

/**
 * An operator whose console loads its queue while a colleague puts a thread into it and takes it out, again and again, when nothing fails any
 * more: the console shows the queue as it is.
 */
export async function runLoadingDesk(
  world: World,
  { operator, colleague, userId, threadId }: LoadingDeskOptions,
): Promise<void> {
  const { clock, recorder } = world;
  world.whenCalm(async () => {
    if (recorder.journal.erasing.includes(userId)) return;
    const device = await connect(world, { userId: colleague, role: 'operator' }, `${colleague}-desk`);
    const { owner, waiting } = ((await device.send({ action: 'history.get', threadId })) ?? {}) as {
      readonly owner?: { readonly type: string };
      readonly waiting?: unknown;
    };
    // What waits for somebody is left as it is.
    if (owner?.type !== 'bot' || waiting !== undefined) return;
    const { desk, close } = await openDesk(world, operator);
    for (let round = 1; round <= rounds; round += 1)
      for (const action of ['thread.claim', 'thread.requeue'] as const) {
        await Promise.all([device.send({ action, threadId }), desk.load('queue')]);
        await clock.wait(underWayMs);
        const isShown = desk.getSnapshot().lists.queue.rows.some((row) => row.threadId === threadId);
        if (isShown !== (await isQueued(device, threadId)))
          recorder.onVain(
            `${operator} is ${isShown ? '' : 'not '}shown ${threadId} in the queue, behind a ${action}`,
          );
      }
    close();
    await device.send({ action: 'thread.claim', threadId });
    await device.send({ action: 'thread.release', threadId });
  });
}

async function isQueued(device: Device, threadId: string): Promise<boolean> {
  const { threads = [] } = ((await device.send({ action: 'queue.get' })) ?? {}) as {
    readonly threads?: readonly { readonly threadId: string }[];
  };
  return threads.some((row) => row.threadId === threadId);
}

/** The console of an operator, without its page. */
async function openDesk(world: World, userId: string) {
  const { clock, random, gateway, invoke } = world;
  const name = `${userId}-console`;
  const token = await world.issueToken({ userId, role: 'operator' });
  const session = new ChatSession({
    url: 'wss://simulation',
    credential: { token, userId },
    WebSocket: createWebSocket({ clock, gateway, invoke, name, onArrival: () => {}, onHasty: () => {} }),
    clock: pageClock(clock),
    random: random.next,
    newId: () => name,
    answerTimeoutMs: 5_000,
  });
  const desk = new OperatorDesk(session, { clock: pageClock(clock), newId: () => name });
  session.open();
  const close = () => {
    desk.close();
    session.close();
  };
  return { desk, close };
}
