import type { Invocation, Log } from '@switchboard/chat-core';
import type { KeyValueCounter } from '@switchboard/data-core';
import type { Update } from 'grammy/types';
import * as v from 'valibot';
import type { SecretValue } from '../aws/secret-value.ts';
import { handleQueueMessages, type QueueAnswer, queueMessagesOf } from '../jobs/queue-event.ts';
import { type BotDependencies, buildBot } from './build-bot.ts';
import { isSecret } from './secret-header.ts';
import { within } from './update-time.ts';

export interface WebhookDependencies extends BotDependencies {
  readonly token: SecretValue;
  /** What Telegram sends in `X-Telegram-Bot-Api-Secret-Token`. */
  readonly webhookSecret: SecretValue;
  readonly apiRoot?: string | undefined;
  /** Counts how often an update has failed, by its id. */
  readonly tries: KeyValueCounter;
  /** Takes an update that fails again and again out of the way of those behind it. */
  readonly setAside: (update: Update) => Promise<void>;
  readonly log: Log;
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
  readonly headers?: Readonly<Record<string, string>>;
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
 * effect; Telegram repeats it until then. It always answers before it is ended, so that an update that hangs is counted as one that fails.
 */
export function createWebhook(dependencies: WebhookDependencies) {
  const { log, setAside, tries, token, webhookSecret, apiRoot } = dependencies;
  let ready: Promise<ReturnType<typeof buildBot>> | undefined;

  /** The bot is made once. Where that fails, the next update tries again, with a token that is read again. */
  async function readyBot() {
    ready ??= token.get().then(async (value) => {
      const bot = buildBot(dependencies, { token: value, apiRoot });
      await bot.init();
      return bot;
    });
    try {
      return await ready;
    } catch (error) {
      ready = undefined;
      await token.refresh();
      throw error;
    }
  }

  /** @param reply takes the first answer of the bot, to be sent with the answer to the webhook */
  async function handle(update: Update, reply?: (payload: string) => void): Promise<void> {
    const bot = await readyBot();
    await bot.handleUpdate(update, reply && { send: reply });
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
    let payload: string | undefined;
    try {
      const keep = (given: string) => {
        payload = given;
      };
      await within(() => handle(update, keep), leftMs() - failureReserveMs);
      log('update.handled', { updateId: update.update_id });
    } catch (error) {
      log('update.failed', { updateId: update.update_id }, error);
      return afterFailure(update);
    }
    return payload === undefined
      ? ok
      : { ...ok, headers: { 'content-type': 'application/json' }, body: payload };
  }

  async function afterFailure(update: Update): Promise<HttpAnswer> {
    const failures = await tries.incr(String(update.update_id), 1, { ttlSeconds: triesLifeSeconds });
    if (failures < mostTries) return again;
    await setAside(update);
    log('update.setAside', { updateId: update.update_id });
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
      ({ body }) => within(() => handle(JSON.parse(body) as Update), leftMs() - answerReserveMs),
      (error) => log('update.failed', {}, error),
    );
  };
}

/** @returns undefined for what is no update: it would never become one */
function parseUpdate({ body, isBase64Encoded }: v.InferOutput<typeof httpEventSchema>): Update | undefined {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), updateSchema), text);
  return result.success ? (result.output as unknown as Update) : undefined;
}
