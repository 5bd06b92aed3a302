import { answerCall } from '../bot-api/answer-call.ts';
import { Parameters } from '../bot-api/parameters.ts';
import { dropUpdates, pendingUpdates } from '../state/accounts.ts';
import type { BotAccount, PendingUpdate, Webhook } from '../state/state.ts';
import type { Telegram } from '../telegram.ts';

export interface WebhookOptions {
  /** The pause after the second failure of an update, which doubles with each further one, milliseconds. @default 1000 */
  readonly retryBaseMs?: number;
  /** The longest pause, milliseconds. @default 60_000 */
  readonly retryCapMs?: number;
  /** How long a webhook may take to answer, milliseconds. @default 60_000 */
  readonly timeoutMs?: number;
}

/** What went wrong with an update, and how long to wait before the next try. */
interface Failure {
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/**
 * Sends updates to webhooks: those of one chat one after the other, each again and again until it is answered 2xx, those of several
 * chats at the same time.
 *
 * Invariant: `#busy` holds the queues that a worker drains; a queue has one worker at most.
 */
export class WebhookSender {
  readonly #telegram: Telegram;
  readonly #options: Required<WebhookOptions>;
  readonly #busy = new Set<string>();
  readonly #stop = new AbortController();
  readonly #endListening: () => void;

  constructor(telegram: Telegram, options: WebhookOptions = {}) {
    this.#telegram = telegram;
    this.#options = { retryBaseMs: 1_000, retryCapMs: 60_000, timeoutMs: 60_000, ...options };
    this.#endListening = telegram.updatesChanged.listen(() => this.#startWorkers());
    this.#startWorkers();
  }

  stop(): void {
    this.#endListening();
    this.#stop.abort();
  }

  #startWorkers(): void {
    for (const account of Object.values(this.#telegram.state.bots)) {
      const queues = new Set(pendingUpdates(this.#telegram, account).map(({ queue }) => queue));
      for (const queue of queues) {
        if (account.webhook && this.#mayStart(account, account.webhook, queue))
          void this.#drain(account, queue);
      }
    }
  }

  #mayStart({ token }: BotAccount, { maxConnections }: Webhook, queue: number): boolean {
    const ofBot = [...this.#busy].filter((key) => key.startsWith(`${token}/`));
    return !this.#busy.has(`${token}/${queue}`) && ofBot.length < maxConnections;
  }

  async #drain(account: BotAccount, queue: number): Promise<void> {
    const key = `${account.token}/${queue}`;
    this.#busy.add(key);
    try {
      for (let failures = 0; !this.#stop.signal.aborted; ) {
        const next = pendingUpdates(this.#telegram, account).find((update) => update.queue === queue);
        if (!next || !account.webhook) break;
        const failure = await this.#send(account, account.webhook, next);
        failures = failure ? failures + 1 : 0;
        if (failure) await this.#pause(account, failure, failures);
      }
    } finally {
      this.#busy.delete(key);
    }
    if (!this.#stop.signal.aborted) this.#startWorkers();
  }

  async #send(
    account: BotAccount,
    webhook: Webhook,
    { update }: PendingUpdate,
  ): Promise<Failure | undefined> {
    const failure = await this.#post(account, webhook, JSON.stringify(update));
    if (!failure) dropUpdates(account, (other) => other.update.update_id === update.update_id);
    else if (account.webhook) {
      account.webhook.lastErrorAt = this.#telegram.now();
      account.webhook.lastErrorMessage = failure.message;
    }
    this.#telegram.changed.give();
    return failure;
  }

  async #post(
    account: BotAccount,
    { url, secretToken }: Webhook,
    body: string,
  ): Promise<Failure | undefined> {
    const headers = {
      'content-type': 'application/json',
      ...(secretToken !== undefined && { 'x-telegram-bot-api-secret-token': secretToken }),
    };
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(this.#options.timeoutMs)]);
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      const answer = await response.text();
      if (response.ok) {
        await this.#callMethodOf(account, answer);
        return undefined;
      }
      const retryAfter = Number(response.headers.get('retry-after'));
      return {
        message: `Wrong response from the webhook: ${response.status} ${response.statusText}`.trim(),
        retryAfterMs: retryAfter > 0 ? Math.min(retryAfter, 3_600) * 1_000 : undefined,
      };
    } catch (error) {
      return { message: messageOf(error), retryAfterMs: undefined };
    }
  }

  /** A webhook may answer with one method to call, whose result it does not learn. Like Telegram, it is called once: what is refused is lost. */
  async #callMethodOf({ token }: BotAccount, answer: string): Promise<void> {
    const { method, ...parameters } = objectIn(answer);
    if (typeof method !== 'string' || /^(get|setWebhook|deleteWebhook)/i.test(method)) return;
    const values = new Parameters(new Map(Object.entries(parameters)));
    await answerCall(this.#telegram, { token, method, parameters: values, signal: this.#stop.signal });
  }

  /** The first retry comes at once, the next ones later and later. A new webhook ends the wait. */
  async #pause(account: BotAccount, { retryAfterMs }: Failure, failures: number): Promise<void> {
    const { retryBaseMs, retryCapMs } = this.#options;
    const backoffMs = failures === 1 ? 0 : Math.min(retryBaseMs * 2 ** (failures - 2), retryCapMs);
    const until = performance.now() + (retryAfterMs ?? backoffMs);
    const { webhook } = account;
    for (let leftMs = until - performance.now(); leftMs > 0; leftMs = until - performance.now()) {
      await this.#telegram.updatesChanged.wait(leftMs, this.#stop.signal);
      if (this.#stop.signal.aborted || account.webhook !== webhook) return;
    }
  }
}

/** What Telegram says of a request that got no answer. */
function messageOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return 'Read timeout expired';
  return cause?.code === 'ECONNREFUSED' ? 'Connection refused' : 'Webhook connection closed';
}

/** @returns an object without fields where a webhook answers something else, as most do */
function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
