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
  /** Called with each failure. Polling continues. */
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
 * Does for a machine that Telegram cannot reach what Telegram does for a webhook: asks for updates, posts each until it is answered 2xx, and
 * calls the method that it may be answered with. Telegram itself calls such a method once; this calls it until it is taken. An update is
 * confirmed to Telegram after that, so that none is lost when the platform ends.
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
        await callMethodIn(answer, { bot, onProblem, signal });
        offset = update.update_id + 1;
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

interface MethodCall {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A webhook may answer with one method for Telegram to call, of those that neither ask for something nor concern updates. */
function methodIn(answer: string): MethodCall | undefined {
  try {
    const { method, ...parameters } = JSON.parse(answer) as Readonly<Record<string, unknown>>;
    if (typeof method !== 'string' || /^(get|setWebhook|deleteWebhook)/i.test(method)) return undefined;
    return { method, parameters };
  } catch {
    return undefined;
  }
}

/** How long Telegram may take for a call, in milliseconds. */
const callMs = 30_000;

/**
 * Calls what a webhook has answered with, again and again until Telegram takes it: the webhook does not learn what became of it. What Telegram
 * will never take is reported.
 */
async function callMethodIn(
  answer: string,
  { bot, onProblem, signal }: Omit<PollOptions, 'webhook'>,
): Promise<void> {
  const call = methodIn(answer);
  if (call === undefined) return;
  for (let failures = 1; ; failures += 1) {
    try {
      const given = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
      await callBotApi(bot, call.method, call.parameters, given);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const refusal = error instanceof BotApiError ? error : undefined;
      const isFinal = refusal !== undefined && refusal.status < 500 && refusal.status !== 429;
      const { message } = error as Error;
      onProblem(isFinal ? message : `${message} The next try follows.`);
      if (isFinal) return;
      await wait(refusal?.retryAfterMs ?? backoffMs(failures), signal);
    }
  }
}

const backoffMs = (failures: number): number => Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => {});
