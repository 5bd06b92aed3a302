import { setTimeout as pause } from 'node:timers/promises';
import { BotApiError, type BotAtTelegram, callBotApi } from './bot-api.ts';

/** Where updates are handed on to. */
interface Webhook {
  readonly url: string;
  /** What Telegram would send in `X-Telegram-Bot-Api-Secret-Token`. */
  readonly secret: string;
}

export interface PollOptions {
  readonly bot: BotAtTelegram;
  readonly webhook: Webhook;
  /** Is told what goes wrong. The poll goes on. */
  readonly onProblem: (text: string) => void;
  /** Ends the poll. */
  readonly signal: AbortSignal;
}

/** How long Telegram holds a poll open, in seconds, and how much later it is given up, in milliseconds. */
const pollSeconds = 25;
const pollReserveMs = 10_000;

/** The pause after a failure, which doubles with each further one, in milliseconds. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Does for a machine that Telegram cannot reach what Telegram does for a webhook: asks for updates, and posts each until it is answered 2xx.
 * An update is confirmed to Telegram after that, so that none is lost when the platform ends.
 *
 * @returns when the signal ends it
 */
export async function pollUpdates({ bot, webhook, onProblem, signal }: PollOptions): Promise<void> {
  let offset = 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const updates = await nextUpdates(bot, offset, signal);
      // What the offset confirms is confirmed now. Ids start over after a quiet week: an old offset would confirm what nobody has seen.
      offset = 0;
      for (const update of updates) {
        const answer = await deliver(update, { webhook, onProblem, signal });
        offset = update.update_id + 1;
        await callMethodIn(answer, { bot, onProblem, signal });
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      onProblem(`${error instanceof Error ? error.message : error} The next try follows.`);
      const asked = error instanceof BotApiError ? error.retryAfterMs : undefined;
      await wait(asked ?? backoffMs(failures), signal);
    }
  }
}

interface Update {
  readonly update_id: number;
}

async function nextUpdates(
  bot: BotAtTelegram,
  offset: number,
  signal: AbortSignal,
): Promise<readonly Update[]> {
  const given = AbortSignal.any([signal, AbortSignal.timeout(pollSeconds * 1000 + pollReserveMs)]);
  const parameters = { timeout: pollSeconds, ...(offset > 0 && { offset }) };
  return (await callBotApi(bot, 'getUpdates', parameters, given)) as readonly Update[];
}

/** Posts an update again and again, as Telegram does: those behind it wait. @returns what the webhook answered */
async function deliver(
  update: Update,
  { webhook, onProblem, signal }: Omit<PollOptions, 'bot'>,
): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': webhook.secret,
  };
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    const body = JSON.stringify(update);
    const response = await fetch(webhook.url, { method: 'POST', headers, body, signal });
    if (response.ok) return response.text();
    onProblem(`The webhook answered ${response.status} to an update. The next try follows.`);
    await wait(backoffMs(failures), signal);
  }
}

/** A webhook may answer with one method for Telegram to call, whose result it does not learn. */
async function callMethodIn(
  answer: string,
  { bot, onProblem, signal }: Omit<PollOptions, 'webhook'>,
): Promise<void> {
  if (!answer.startsWith('{')) return;
  const { method, ...parameters } = JSON.parse(answer) as Readonly<Record<string, unknown>>;
  if (typeof method !== 'string') return;
  try {
    await callBotApi(bot, method, parameters, signal);
  } catch (error) {
    if (!(error instanceof BotApiError)) throw error;
    onProblem(error.message);
  }
}

const backoffMs = (failures: number): number => Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => {});
