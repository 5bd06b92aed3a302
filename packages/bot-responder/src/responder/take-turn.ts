import { showTyping, type Target, targetsOf } from '@switchboard/chat-core';
import { StateLockLostError } from '@switchboard/data-core';
import { type StoredState, toStored } from '#approval';
import type { BotState, ToolProgress, Turn } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';
import type { Reply } from '../bot/reply-draft.ts';
import { type AskOptions, askBot } from './ask-bot.ts';
import { type ChunkStream, createChunkStream } from './chunk-stream.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { ReplyUnwantedError } from './errors.ts';
import { type HeldState, isLockedState, writesOfState } from './held-state.ts';
import { lookAt, type ThreadLook } from './thread-look.ts';
import { watched } from './watch.ts';

/** How long the thread is held unless the lease is extended: a crash leaves it to others after that, milliseconds. */
export const leaseMs = 20_000;
/** How often the lease is extended, and the thread looked at, while a slow bot writes, milliseconds. */
const heartbeatMs = 4_000;
/** What is left of the invocation for committing and delivering the reply, milliseconds. */
const reserveMs = 10_000;

/** One turn of the bot in a thread. */
export interface HeldTurn {
  readonly turn: Turn;
  /** The bot's state; locked unless the bot answers at once. */
  readonly state: HeldState;
  /** The question that still waits for the customer's answer, if there is one. */
  readonly pending: StoredState['pending'];
  readonly look: ThreadLook & { readonly head: NonNullable<ThreadLook['head']> };
  /** What the chunks and the final message have in common. */
  readonly replyId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Asks the bot and streams what it says, until it is done, out of time, or no longer wanted.
 *
 * @throws {BotError} if there is no reply
 * @throws {ReplyUnwantedError} if the thread was taken over, the reply was cancelled or must begin anew, or the lease
 * was lost
 */
export async function takeTurn(dependencies: ResponderDependencies, held: HeldTurn): Promise<Reply> {
  const { chat, bot, states, wait } = dependencies;
  const { turn, deadline, look } = held;
  const checkState = (kept: BotState) => {
    writesOfState(states, held.state, toStored({ kept, pending: held.pending }), look.head);
  };
  const limitMs = Math.max(deadline - reserveMs - chat.now(), 0);
  const watch = {
    wait,
    intervalMs: heartbeatMs,
    look: () => beat(dependencies, held),
    limitMs,
    overrun: () => new BotError('bot.timeout', `The bot did not end its reply within ${limitMs} ms.`),
  };
  const ask = (onEvent: AskOptions['onEvent']) =>
    watched(watch, (signal) => askBot(bot, turn, signal, { onEvent, checkState }));
  if (bot.answersAtOnce) return ask(() => {});
  showBeginning(dependencies, held);
  const stream = openStream(dependencies, held);
  try {
    return await ask((event, { text }) => {
      if (event.type === 'tool') showTool(dependencies, held, event.tool);
      else stream.show(text);
    });
  } finally {
    stream.close();
  }
}

/** Posted once and not waited for: it is soon out of date. */
function showTool(
  { chat, announcer, botName, log }: ResponderDependencies,
  { look, replyId }: HeldTurn,
  { id: callId, title, status }: ToolProgress,
): void {
  const { threadId } = look.head;
  const frame = { event: 'tool', threadId, replyId, callId, title, status, sender: botName } as const;
  announcer.deliverer.post(chat, targetsOf(look.known.connections), frame).catch((error: unknown) => {
    log('tool.failed', { threadId, error: nameOf(error) });
  });
}

/** A channel that shows no chunks shows that a reply is being written. */
function showBeginning({ chat, announcer, log }: ResponderDependencies, { look }: HeldTurn): void {
  showTyping(chat, announcer, look.head).catch((error: unknown) => {
    log('typing.failed', { threadId: look.head.threadId, error: nameOf(error) });
  });
}

function openStream(dependencies: ResponderDependencies, { look, replyId }: HeldTurn): ChunkStream {
  const { chat, botName, wait, announcer, log } = dependencies;
  const { threadId } = look.head;
  return createChunkStream<Target>({
    threadId,
    replyId,
    sender: botName,
    wait,
    // A device that connects while the reply is written sees the final message.
    findDevices: async () => targetsOf(look.known.connections),
    post: async (target, chunk) => {
      const { posted, gone } = await announcer.deliverer.post(chat, [target], chunk);
      if (posted.length > 0) return 'posted';
      return gone.length > 0 ? 'gone' : 'failed';
    },
    onFailure: (error) => log('chunk.failed', { threadId, error: nameOf(error) }),
  });
}

/** Extends the lease, and looks whether the reply is still wanted. A beat that fails is made good by the next one. */
async function beat(dependencies: ResponderDependencies, { look, state }: HeldTurn): Promise<void> {
  const { chat, states, bot, log } = dependencies;
  const { head } = look;
  try {
    if (isLockedState(state)) await states.extendLock(state, leaseMs);
    const now = await lookAt(chat, head.threadId, look.known.userIds[0]);
    if (now.head?.ownerEpoch !== head.ownerEpoch || now.overridden) throw new ReplyUnwantedError('takenOver');
    if (now.head.answeredSeq > head.answeredSeq) throw new ReplyUnwantedError('answered');
    if (bot.overlap === 'restart' && now.head.lastUserSeq > head.lastUserSeq)
      throw new ReplyUnwantedError('restarted');
  } catch (error) {
    if (error instanceof StateLockLostError) throw new ReplyUnwantedError('lockLost');
    if (error instanceof ReplyUnwantedError) throw error;
    log('heartbeat.failed', { threadId: head.threadId, error: nameOf(error) });
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
