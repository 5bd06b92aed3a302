import type { KnownConnections } from '@switchboard/chat-core';
import { StateLockLostError } from '@switchboard/data-core';
import { toStored } from '#approval';
import { type ReplyView, showReply } from '#show-reply';
import type { BotEvent, BotState } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';
import type { Reply } from '../bot/reply-draft.ts';
import { type AskOptions, askBot } from './ask-bot.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { nameOf, ReplyUnwantedError } from './errors.ts';
import { isLockedState, writesOfState } from './held-state.ts';
import type { HeldTurn } from './held-turn.ts';
import { lookAt } from './thread-look.ts';
import { watched } from './watch.ts';

/** How long the thread is held unless the lease is extended: a crash leaves it to others after that, milliseconds. */
export const leaseMs = 20_000;
/** How often the lease is extended, and the thread looked at, while a slow bot writes, milliseconds. */
const heartbeatMs = 4_000;
/** What is left of the invocation for committing and delivering the reply, milliseconds. */
const reserveMs = 10_000;

/**
 * Asks the bot and streams what it says, until it is done, out of time, or no longer wanted.
 *
 * @throws {BotError} if there is no reply
 * @throws {ReplyUnwantedError} if the thread was taken over, the reply was cancelled or must start over, or the lease
 * was lost
 */
export async function takeTurn(dependencies: ResponderDependencies, held: HeldTurn): Promise<Reply> {
  const { chat, bot, states, wait } = dependencies;
  const { turn, deadline, look } = held;
  const checkState = (kept: BotState) => {
    writesOfState(states, held.state, toStored({ kept, pending: held.pending }), look.head);
  };
  let view: ReplyView | undefined;
  let events: Yielded = { count: 0 };
  const limitMs = Math.max(deadline - reserveMs - chat.now(), 0);
  const watch = {
    wait,
    intervalMs: heartbeatMs,
    look: async () => view?.join(await beat(dependencies, held)),
    limitMs,
    overrun: () =>
      new BotError('bot.timeout', `The bot did not end its reply within ${limitMs} ms. ${saidLast(events)}`),
  };
  const ask = (show: AskOptions['onEvent']) => {
    const onEvent: AskOptions['onEvent'] = (event, draft) => {
      events = { count: events.count + 1, last: event.type };
      show(event, draft);
    };
    return watched(watch, (signal) => askBot(bot, turn, signal, { onEvent, checkState }));
  };
  if (bot.answersAtOnce) return ask(() => {});
  view = showReply(dependencies, held);
  try {
    return await ask(view.show);
  } catch (error) {
    // Why a reply is unwanted, devices hear in another way: an owner, a message, or another reply.
    if (!(error instanceof ReplyUnwantedError)) await view.discard();
    throw error;
  } finally {
    view.close();
  }
}

/** How far a bot has come: of its events, the number and the type of the last. */
interface Yielded {
  readonly count: number;
  readonly last?: BotEvent['type'];
}

/** Tells the developer where to look for what hangs. */
const saidLast = ({ count, last }: Yielded): string =>
  last === undefined
    ? 'It yielded nothing.'
    : `The last event that it yielded was number ${count}, of type ${last}.`;

/** Extends the lease, and looks whether the reply is still wanted. A beat that fails is made good by the next one. @returns the devices as they are now */
async function beat(
  dependencies: ResponderDependencies,
  { look, state }: HeldTurn,
): Promise<KnownConnections> {
  const { chat, states, bot, log } = dependencies;
  const { head } = look;
  try {
    if (isLockedState(state)) await states.extendLock(state, leaseMs);
    const now = await lookAt(chat, head.threadId, look.known.userIds[0]);
    if (now.head?.ownerEpoch !== head.ownerEpoch || now.overridden) throw new ReplyUnwantedError('takenOver');
    if (now.head.answeredSeq > head.answeredSeq) throw new ReplyUnwantedError('answered');
    if (bot.overlap === 'restart' && now.head.lastUserSeq > head.lastUserSeq)
      throw new ReplyUnwantedError('restarted');
    return now.known;
  } catch (error) {
    if (error instanceof StateLockLostError) throw new ReplyUnwantedError('lockLost');
    if (error instanceof ReplyUnwantedError) throw error;
    log('heartbeat.failed', { threadId: head.threadId, error: nameOf(error) });
    return look.known;
  }
}
