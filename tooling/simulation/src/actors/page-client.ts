import { ChatClient, type Clock } from '@switchboard/chat-client';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import { createWebSocket, type WebSocketParts } from '../services/web-socket.ts';
import type { World } from '../world.ts';

/** Longer than any run: a heartbeat would keep the run from ending. */
const longestWaitMs = 100_000;

/** Time as a page counts it. */
export const pageClock = (clock: VirtualClock): Clock => ({
  now: clock.now,
  schedule(delayMs, callback) {
    const cancelled = new AbortController();
    if (delayMs < longestWaitMs) clock.wait(delayMs, cancelled.signal).then(callback, () => {});
    return () => cancelled.abort();
  },
});

export interface PageClientOptions
  extends Pick<WebSocketParts, 'name' | 'mood'>,
    Partial<Pick<WebSocketParts, 'onArrival' | 'onHasty'>> {
  readonly userId: string;
  readonly threadId: string;
  /** Gives a message its id. @default nothing is sent */
  readonly newId?: () => string;
}

/** The platform's own client, in the page of a customer. */
export async function createPageClient(world: World, options: PageClientOptions): Promise<ChatClient> {
  const { clock, random, gateway, invoke } = world;
  const {
    userId,
    threadId,
    name,
    mood = 'well',
    newId = () => name,
    onArrival = () => {},
    onHasty = () => {},
  } = options;
  const token = await world.issueToken({ userId, role: 'customer' });
  return new ChatClient({
    url: 'wss://simulation',
    threadId,
    credential: { token, userId },
    WebSocket: createWebSocket({ clock, gateway, invoke, name, mood, onArrival, onHasty }),
    clock: pageClock(clock),
    random: random.next,
    newId,
    answerTimeoutMs: 5_000,
  });
}
