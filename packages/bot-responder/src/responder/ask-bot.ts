import { isRecord } from '@switchboard/protocol';
import type { Bot, BotEvent, BotState, Turn } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';
import { applyEvent, emptyDraft, finishDraft, type Reply, type ReplyDraft } from '../bot/reply-draft.ts';

/** Rejects with the signal's reason as soon as it aborts, whatever `work` still does. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export interface AskOptions {
  /** Told of each event and of the reply as it is then; the bot does not wait for it. */
  readonly onEvent: (event: BotEvent, draft: ReplyDraft) => void;
  /** @throws {BotError} for a state that cannot be stored. The bot may catch it where it yields the state. */
  readonly checkState: (state: BotState) => void;
}

/**
 * Asks a bot and takes in what it yields.
 *
 * @throws {BotError} `bot.failed` if the bot throws, `bot.invalidEvent` and `bot.emptyReply` for what cannot be a reply
 * @throws the signal's reason as soon as it aborts, even if the bot ignores it
 */
export async function askBot(
  bot: Bot,
  turn: Turn,
  signal: AbortSignal,
  { onEvent, checkState }: AskOptions,
): Promise<Reply> {
  const events = start(bot, turn, signal);
  let draft = emptyDraft;
  try {
    let refusal: BotError | undefined;
    for (let count = 0; ; count += 1) {
      if (count > mostEvents) throw flood();
      const next = await untilAborted(nextOf(events, refusal), signal);
      if (next.done) return finishDraft(draft);
      const after = taken(draft, next.value, count + 1);
      refusal = after.state === draft.state ? undefined : refusalOf(after.state, checkState);
      if (refusal !== undefined) continue;
      draft = after;
      onEvent(next.value, draft);
    }
  } catch (error) {
    close(events);
    throw error;
  }
}

/**
 * A reply of the greatest length in pieces of one character has half as many. A bot that yields without end and awaits nothing would keep
 * every timer waiting, that of its time limit as well.
 */
const mostEvents = 20_000;

const flood = (): BotError =>
  new BotError('bot.invalidEvent', `The bot yielded more than ${mostEvents} events for one reply.`);

/** @throws {BotError} which says the event's number: the line that yielded it is in no stack */
function taken(draft: ReplyDraft, event: BotEvent, number: number): ReplyDraft {
  try {
    return applyEvent(draft, event);
  } catch (error) {
    const place = `It was event number ${number} of the reply.`;
    if (error instanceof BotError) throw new BotError(error.code, `${error.message} ${place}`);
    const message = `The bot yielded an event that cannot be read: ${messageOf(error)}. ${place}`;
    throw new BotError('bot.invalidEvent', message, { cause: error });
  }
}

const failure = (cause: unknown): BotError =>
  new BotError('bot.failed', `The bot threw: ${messageOf(cause)}`, { cause });

const messageOf = (cause: unknown): string =>
  isRecord(cause) && typeof cause.message === 'string' ? cause.message : String(cause);

function start(bot: Bot, turn: Turn, signal: AbortSignal): AsyncIterator<BotEvent> {
  try {
    return bot.reply(turn, signal)[Symbol.asyncIterator]();
  } catch (error) {
    throw failure(error);
  }
}

/** @param refusal the error that the `yield` of the last event throws in the bot */
async function nextOf(
  events: AsyncIterator<BotEvent>,
  refusal: BotError | undefined,
): Promise<IteratorResult<BotEvent>> {
  try {
    if (refusal === undefined) return await events.next();
    if (events.throw === undefined) throw refusal;
    return await events.throw(refusal);
  } catch (error) {
    throw refusal !== undefined && error === refusal ? refusal : failure(error);
  }
}

function refusalOf(state: BotState | undefined, check: AskOptions['checkState']): BotError | undefined {
  try {
    if (state !== undefined) check(state);
    return undefined;
  } catch (error) {
    if (error instanceof BotError) return error;
    throw error;
  }
}

/** Lets the bot clean up. It is not waited for: a bot that hangs would hang here too. */
function close(events: AsyncIterator<BotEvent>): void {
  events.return?.().then(undefined, () => {});
}
