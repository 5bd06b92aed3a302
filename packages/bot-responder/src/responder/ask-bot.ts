import type { Bot, BotEvent, Turn } from '../bot/bot.ts';
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

/**
 * Asks a bot and takes in what it yields.
 *
 * @param onDraft told of each new state of the reply; the bot does not wait for it
 * @throws {BotError} `bot.failed` if the bot throws, `bot.invalidEvent` and `bot.emptyReply` for what cannot be a reply
 * @throws the signal's reason as soon as it aborts, even if the bot ignores it
 */
export async function askBot(
  bot: Bot,
  turn: Turn,
  signal: AbortSignal,
  onDraft: (draft: ReplyDraft) => void,
): Promise<Reply> {
  const events = start(bot, turn, signal);
  let draft = emptyDraft;
  try {
    for (;;) {
      const next = await untilAborted(nextOf(events), signal);
      if (next.done) return finishDraft(draft);
      draft = applyEvent(draft, next.value);
      onDraft(draft);
    }
  } catch (error) {
    close(events);
    throw error;
  }
}

const failure = (cause: unknown): BotError =>
  new BotError('bot.failed', `The bot threw: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });

function start(bot: Bot, turn: Turn, signal: AbortSignal): AsyncIterator<BotEvent> {
  try {
    return bot.reply(turn, signal)[Symbol.asyncIterator]();
  } catch (error) {
    throw failure(error);
  }
}

async function nextOf(events: AsyncIterator<BotEvent>): Promise<IteratorResult<BotEvent>> {
  try {
    return await events.next();
  } catch (error) {
    throw failure(error);
  }
}

/** Lets the bot clean up. It is not waited for: a bot that hangs would hang here too. */
function close(events: AsyncIterator<BotEvent>): void {
  events.return?.().then(undefined, () => {});
}
