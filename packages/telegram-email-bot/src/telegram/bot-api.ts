import * as v from 'valibot';
import type { SecretValue } from '../aws/secret-value.ts';

/** Telegram refused a call, in its own words. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';
  readonly code = 'telegram.refused';
  readonly method: string;
  readonly status: number;
  readonly description: string;
  /** For 429: how long to wait, seconds. */
  readonly retryAfter: number | undefined;
  /** The supergroup that the group became. */
  readonly migrateToChatId: number | undefined;

  constructor(method: string, answer: RefusedAnswer) {
    super(`Telegram answered ${method} with ${answer.error_code}: ${answer.description}`);
    this.method = method;
    this.status = answer.error_code;
    this.description = answer.description;
    this.retryAfter = answer.parameters?.retry_after;
    this.migrateToChatId = answer.parameters?.migrate_to_chat_id;
  }
}

/** Telegram gave no answer that can be read: the call may have had its effect. */
class BotApiSilentError extends Error {
  override readonly name = 'BotApiSilentError';
  readonly code = 'telegram.silent';
}

const refusedSchema = v.object({
  ok: v.literal(false),
  error_code: v.number(),
  description: v.fallback(v.string(), ''),
  parameters: v.exactOptional(
    v.object({ retry_after: v.exactOptional(v.number()), migrate_to_chat_id: v.exactOptional(v.number()) }),
  ),
});

type RefusedAnswer = v.InferOutput<typeof refusedSchema>;

const answerSchema = v.variant('ok', [v.object({ ok: v.literal(true), result: v.unknown() }), refusedSchema]);

export interface BotApiOptions {
  /** The bot's token, read again when Telegram does not know it. */
  readonly token: SecretValue;
  /** Without a slash at its end. */
  readonly apiRoot: string;
  /** How long a call may take, milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
}

/** A parameter of a call; one that is undefined is left out. */
type Parameter = string | number | object | undefined;

/**
 * Calls the Bot API for functions that only send: grammY's client weighs as much as the rest of such a function.
 */
export class BotApi {
  readonly #options: Required<BotApiOptions>;

  constructor(options: BotApiOptions) {
    this.#options = { timeoutMs: 10_000, ...options };
  }

  /** @throws {BotApiError | BotApiSilentError} */
  call(method: string, parameters: Readonly<Record<string, Parameter>>): Promise<unknown> {
    const body = JSON.stringify(parameters);
    return this.#send(method, () => ({ body, headers: { 'content-type': 'application/json' } }));
  }

  /** Calls with a file in the field of its name. @throws {BotApiError | BotApiSilentError} */
  upload(
    method: string,
    parameters: Readonly<Record<string, Parameter>>,
    file: { readonly field: string; readonly name: string; readonly content: Uint8Array },
  ): Promise<unknown> {
    const form = new FormData();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined)
        form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    form.set(file.field, new Blob([file.content as Uint8Array<ArrayBuffer>]), file.name);
    return this.#send(method, () => ({ body: form }));
  }

  /** @returns the bytes of a file, by the path that `getFile` gives. @throws {BotApiSilentError} */
  async download(path: string): Promise<Uint8Array> {
    const { token, apiRoot } = this.#options;
    const response = await this.#fetch(`${apiRoot}/file/bot${await token.get()}/${path}`, {});
    if (!response.ok) throw new BotApiSilentError(`Telegram answered ${response.status} to a download.`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Calls with the token at hand, and once more with a fresh one where Telegram does not know it. */
  async #send(method: string, request: () => RequestInit): Promise<unknown> {
    const { token } = this.#options;
    try {
      return await this.#try(await token.get(), method, request());
    } catch (error) {
      if (!(error instanceof BotApiError) || ![401, 404].includes(error.status)) throw error;
      return this.#try(await token.refresh(), method, request());
    }
  }

  async #try(token: string, method: string, request: RequestInit): Promise<unknown> {
    const response = await this.#fetch(`${this.#options.apiRoot}/bot${token}/${method}`, {
      method: 'POST',
      ...request,
    });
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), answerSchema), await response.text());
    if (!answer.success)
      throw new BotApiSilentError(
        `Telegram answered ${method} with ${response.status} and no JSON of its own.`,
      );
    if (!answer.output.ok) throw new BotApiError(method, answer.output);
    return answer.output.result;
  }

  async #fetch(url: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...request, signal: AbortSignal.timeout(this.#options.timeoutMs) });
    } catch (error) {
      // The address has the token in it: what fetch says of it may not be told.
      const { name, cause } = error as Error;
      const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : name;
      throw new BotApiSilentError(`Telegram gave no answer: ${reason}.`);
    }
  }
}
