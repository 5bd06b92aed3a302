import { readThread, type Target, type ThreadHead, userIdsOf } from '@switchboard/chat-core';
import { type LockedState, StateLockLostError } from '@switchboard/data-core';
import type { Turn } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';
import type { Reply } from '../bot/reply-draft.ts';
import { askBot } from './ask-bot.ts';
import { createChunkStream } from './chunk-stream.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { TakenOverError } from './errors.ts';
import { isOverridden } from './unanswered.ts';
import { watched } from './watch.ts';

/** How long the thread is held unless the lease is extended: a crash leaves it to others after that, milliseconds. */
export const leaseMs = 20_000;
/** How often the lease is extended, and the owner looked at, while a slow bot is at it, milliseconds. */
const heartbeatMs = 4_000;
/** What is left of the invocation for committing and delivering the reply, milliseconds. */
const reserveMs = 10_000;

/** One turn of the bot in a thread that is held. */
export interface HeldTurn {
  readonly turn: Turn;
  readonly lock: LockedState;
  readonly head: ThreadHead;
  /** What the chunks and the final message have in common. */
  readonly replyId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Asks the bot and streams what it says, until it is done, out of time, or no longer wanted.
 *
 * @throws {BotError} if there is no reply
 * @throws {TakenOverError} if the thread's owner changed, or a human took one of its customers over
 * @throws {StateLockLostError} if someone else has the thread now
 */
export function takeTurn(
  dependencies: ResponderDependencies,
  { turn, lock, head, replyId, deadline }: HeldTurn,
): Promise<Reply> {
  const { chat, bot, botName, wait, deliverer, log } = dependencies;
  const { threadId } = turn;
  let targets: Promise<readonly Target[]> | undefined;
  const stream = createChunkStream({
    threadId,
    replyId,
    sender: botName,
    now: chat.now,
    post: async (frame) => {
      try {
        // Who connects in mid-reply sees the final message.
        targets ??= deliverer.findTargets(userIdsOf(head));
        await deliverer.post(await targets, frame);
      } catch (error) {
        log('chunk.failed', { threadId, error: error instanceof Error ? error.name : typeof error });
      }
    },
  });
  const limitMs = Math.max(deadline - reserveMs - chat.now(), 0);
  return watched(
    {
      wait,
      intervalMs: heartbeatMs,
      look: () => beat(dependencies, lock, head),
      limitMs,
      overrun: () => new BotError('bot.timeout', `The bot did not end its reply within ${limitMs} ms.`),
    },
    (signal) => askBot(bot, turn, signal, stream),
  );
}

/** Extends the lease, and looks whether the reply is still wanted. A beat that fails is made good by the next one. */
async function beat(
  { chat, states, log }: ResponderDependencies,
  lock: LockedState,
  { threadId, ownerEpoch }: ThreadHead,
): Promise<void> {
  try {
    await states.extendLock(lock, leaseMs);
    const head = await readThread(chat, threadId);
    if (head?.ownerEpoch !== ownerEpoch)
      throw new TakenOverError(`Thread ${threadId} has another owner now.`);
    if (await isOverridden(chat, head))
      throw new TakenOverError(`A customer of thread ${threadId} was taken over.`);
  } catch (error) {
    if (error instanceof StateLockLostError || error instanceof TakenOverError) throw error;
    log('heartbeat.failed', { threadId, error: error instanceof Error ? error.name : typeof error });
  }
}
