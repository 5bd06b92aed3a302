import type { Invocation } from '@switchboard/chat-core';
import type { KeyValueCounter } from '@switchboard/data-core';
import type { Update, UserFromGetMe } from 'grammy/types';
import * as v from 'valibot';
import type { SecretValue } from '../aws/secret-value.ts';
import { handleQueueMessages, type QueueAnswer, queueMessagesOf } from '../jobs/queue-event.ts';
import { BotApiError } from '../telegram/bot-api.ts';
import { languageOfCode } from '../texts/language.ts';
import { textsIn } from '../texts/texts-in.ts';
import { type Sent, standingOf } from '../users/erasure-mark.ts';
import { type Bot, type BotDependencies, buildBot, mailButton } from './build-bot.ts';
import { isPutOffAgain, recordPutOff, type WaitingUpdate } from './put-off.ts';
import { isSecret } from './secret-header.ts';
import { showTapNotice } from './send-answer.ts';
import { requireTime, within } from './update-time.ts';

export interface WebhookDependencies extends BotDependencies {
  /** What Telegram sends in `X-Telegram-Bot-Api-Secret-Token`. */
  readonly webhookSecret: SecretValue;
  /** Counts how often an update has failed, by its id. */
  readonly tries: KeyValueCounter;
  /** Takes an update out of the way of those behind it, to be tried again after some milliseconds. */
  readonly setAside: (update: WaitingUpdate, afterMs: number) => Promise<void>;
}

/** The part of an HTTP event of API Gateway that we read. */
const httpEventSchema = v.object({
  headers: v.fallback(v.record(v.string(), v.string()), {}),
  body: v.fallback(v.string(), ''),
  isBase64Encoded: v.fallback(v.boolean(), false),
});

const updateSchema = v.looseObject({ update_id: v.pipe(v.number(), v.integer()) });

export interface HttpAnswer {
  readonly statusCode: number;
  readonly body: string;
}

const ok: HttpAnswer = { statusCode: 200, body: 'OK' };
const again: HttpAnswer = { statusCode: 500, body: 'The update had no effect: it is to be sent again.' };

/** The counters of updates that have failed, in data-core's table `keys`. */
export const triesNamespace = 'telegram-update-tries';

/** How often an update is tried before it is set aside. */
const mostTries = 4;
/** How long failures are counted together, in seconds: Telegram keeps an update for a day. */
const triesLifeSeconds = 86_400;

/** An update's work ends so long before the function does, milliseconds: the failure must be counted, and the update set aside. */
const failureReserveMs = 4_000;
/** The answer is given so long before the function ends, milliseconds. */
const answerReserveMs = 500;

/**
 * The function behind Telegram's webhook, and behind the queue of updates that were set aside. It answers 2xx only when an update has had its
 * effect and its answer was sent or is kept; Telegram repeats it until then. It always answers before it is ended, so that an update that hangs is counted as one that fails.
 */
export function createWebhook(dependencies: WebhookDependencies) {
  const { context, log, setAside, tries, webhookSecret, api } = dependencies;
  let ready: Promise<Bot> | undefined;

  /** The bot is made once. Where that fails, the next update tries again. */
  async function readyBot() {
    ready ??= api.call('getMe', {}).then((bot) => buildBot(dependencies, bot as UserFromGetMe));
    try {
      return await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  }

  /**
   * Does what an update asks for, unless everything of its chat was erased since it was sent. While an erasure is under way nobody knows that:
   * the update is set aside until some time after the receipt.
   */
  async function handle(update: WaitingUpdate): Promise<void> {
    const bot = await readyBot();
    const sent = sentBy(update);
    const erasure = sent && (await standingOf(context, sent));
    if (erasure?.standing === 'erased') {
      log('update.erased', { updateId: update.update_id });
      return tellGone(update);
    }
    if (erasure?.standing === 'waits') return delay(update, erasureWaitMs(context.now() - erasure.since));
    await bot(update);
  }

  /** Tells who taps a button of a mail that was erased. It is shown for a moment, and kept nowhere. */
  async function tellGone({ update_id, callback_query: tap }: Update): Promise<void> {
    if (tap === undefined || !mailButton.test(tap.data ?? '')) return;
    const text = textsIn(languageOfCode(tap.from.language_code)).notices.gone;
    await showTapNotice(dependencies, update_id, { tapId: tap.id, text, isAlert: true });
  }

  async function delay(update: WaitingUpdate, afterMs: number, error?: unknown): Promise<void> {
    requireTime();
    if (await isPutOffAgain(context, update)) return log('update.superseded', { updateId: update.update_id });
    log('update.delayed', { updateId: update.update_id, afterMs }, error);
    const waiting = { ...update, put_off: (update.put_off ?? 0) + 1 };
    await setAside(waiting, afterMs);
    await recordPutOff(context, waiting);
  }

  /** Takes an update that was set aside. */
  async function takeAgain(update: WaitingUpdate): Promise<void> {
    try {
      await handle(update);
    } catch (error) {
      const afterMs = waitAskedBy(error);
      if (afterMs === undefined) throw error;
      await delay(update, afterMs, error);
    }
  }

  async function handleHttp(
    event: v.InferOutput<typeof httpEventSchema>,
    leftMs: () => number,
  ): Promise<HttpAnswer> {
    const secret = await webhookSecret.get();
    if (!isSecret(event.headers['x-telegram-bot-api-secret-token'], secret)) {
      log('webhook.refused');
      return { statusCode: 401, body: 'Unauthorized' };
    }
    const update = parseUpdate(event);
    if (update === undefined) return ok;
    try {
      await within(() => handle(update), leftMs() - failureReserveMs);
      log('update.handled', { updateId: update.update_id });
      return ok;
    } catch (error) {
      log('update.failed', { updateId: update.update_id }, error);
      return afterFailure(update, waitAskedBy(error));
    }
  }

  /** @param afterMs how long Telegram asks to wait; undefined where it does not: then the update is soon tried again */
  async function afterFailure(update: Update, afterMs: number | undefined): Promise<HttpAnswer> {
    if (afterMs === undefined) {
      const failures = await tries.incr(String(update.update_id), 1, { ttlSeconds: triesLifeSeconds });
      if (failures < mostTries) return again;
    }
    await delay(update, afterMs ?? 0);
    return ok;
  }

  return async (event: unknown, invocation: Invocation): Promise<HttpAnswer | QueueAnswer> => {
    const leftMs = () => invocation.getRemainingTimeInMillis();
    const messages = queueMessagesOf(event);
    if (messages === undefined) {
      const http = v.parse(httpEventSchema, event);
      return within(() => handleHttp(http, leftMs), leftMs() - answerReserveMs).catch((error: unknown) => {
        log('webhook.failed', {}, error);
        return again;
      });
    }
    return handleQueueMessages(
      messages,
      ({ body }) => within(() => takeAgain(JSON.parse(body) as WaitingUpdate), leftMs() - answerReserveMs),
      (error) => log('update.failed', {}, error),
    );
  };
}

/** The message of an update, or the one whose button was tapped. What is neither is answered nothing, and makes nothing. */
function sentBy({ update_id, message, callback_query }: Update): Sent | undefined {
  const about = message ?? callback_query?.message;
  return about && { chatId: about.chat.id, updateId: update_id, messageId: about.message_id };
}

/** How long an update waits for an erasure, milliseconds: as long as that has taken so far, but no longer than a queue lets a message wait. */
const erasureWaitMs = (tookMs: number): number => Math.min(Math.max(tookMs, 2_000), 900_000);

/** How long Telegram asks to wait with what an update needed of it, milliseconds; undefined where it failed for another reason. */
const waitAskedBy = (error: unknown): number | undefined =>
  error instanceof BotApiError && error.status === 429 ? (error.retryAfter ?? 1) * 1_000 : undefined;

/** @returns undefined for what is no update: it would never become one */
function parseUpdate({ body, isBase64Encoded }: v.InferOutput<typeof httpEventSchema>): Update | undefined {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), updateSchema), text);
  return result.success ? (result.output as unknown as Update) : undefined;
}
