import { type HttpCallAnswer, httpCall } from '@switchboard/chat-core/aws';
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
  /** Separates the parts of a form: nothing that is sent may contain it. */
  readonly newId: () => string;
  /** How long a call may take, milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** Ends the calls of work that nobody waits for any more, and lets it make no other. @default such work goes on */
  readonly ending?: () => AbortSignal | undefined;
}

interface UploadedFile {
  /** The field of the form that it goes in. */
  readonly field: string;
  readonly name: string;
  readonly content: Uint8Array;
}

/** A parameter of a call; one that is undefined is left out. */
type Parameter = string | number | boolean | object | undefined;

/**
 * Calls the Bot API for functions that only send: grammY's client weighs as much as the rest of such a function.
 */
export class BotApi {
  readonly #options: Required<BotApiOptions>;

  constructor(options: BotApiOptions) {
    this.#options = { timeoutMs: 10_000, ending: () => undefined, ...options };
  }

  /** @throws {BotApiError | BotApiSilentError} */
  call(method: string, parameters: Readonly<Record<string, Parameter>>): Promise<unknown> {
    const body = JSON.stringify(parameters);
    return this.#send(method, { body, headers: { 'content-type': 'application/json' } });
  }

  /** Calls with a file in the field of its name. @throws {BotApiError | BotApiSilentError} */
  upload(
    method: string,
    parameters: Readonly<Record<string, Parameter>>,
    file: UploadedFile,
  ): Promise<unknown> {
    const boundary = this.#options.newId();
    const body = multipartOf(parameters, file, boundary);
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    return this.#send(method, { body, headers });
  }

  /** @returns the bytes of a file, by the path that `getFile` gives. @throws {BotApiSilentError} */
  async download(path: string): Promise<Uint8Array> {
    const { token, apiRoot } = this.#options;
    const address = `${apiRoot}/file/bot${await token.get()}/${path}`;
    const { status, body } = await this.#request(address, { method: 'GET' });
    if (status !== 200) throw new BotApiSilentError(`Telegram answered ${status} to a download.`);
    return body;
  }

  /** Calls with the token at hand, and once more with a fresh one where Telegram does not know it. */
  async #send(method: string, content: Content): Promise<unknown> {
    const { token } = this.#options;
    try {
      return await this.#try(await token.get(), method, content);
    } catch (error) {
      if (!(error instanceof BotApiError) || ![401, 404].includes(error.status)) throw error;
      return this.#try(await token.refresh(), method, content);
    }
  }

  async #try(token: string, method: string, content: Content): Promise<unknown> {
    const address = `${this.#options.apiRoot}/bot${token}/${method}`;
    const { status, body } = await this.#request(address, { method: 'POST', ...content });
    const text = new TextDecoder().decode(body);
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), answerSchema), text);
    if (!answer.success)
      throw new BotApiSilentError(`Telegram answered ${method} with ${status} and no JSON of its own.`);
    if (!answer.output.ok) throw new BotApiError(method, answer.output);
    return answer.output.result;
  }

  async #request(
    address: string,
    request: { readonly method: 'GET' | 'POST' } & Partial<Content>,
  ): Promise<HttpCallAnswer> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    const ending = this.#options.ending();
    const signal = ending === undefined ? timeout : AbortSignal.any([timeout, ending]);
    try {
      return await httpCall(address, { ...request, signal });
    } catch (error) {
      // The address has the token in it: the failure itself may not be told.
      const { name, code = name } = error as NodeJS.ErrnoException;
      throw new BotApiSilentError(`Telegram gave no answer: ${code}.`);
    }
  }
}

/** What a call sends. */
interface Content {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** A form with a file, as browsers send it. */
function multipartOf(
  parameters: Readonly<Record<string, Parameter>>,
  { field, name, content }: UploadedFile,
  boundary: string,
): Uint8Array {
  const fields = Object.entries(parameters).flatMap(([parameter, value]) =>
    value === undefined
      ? []
      : [
          `${partHead(boundary, parameter)}\r\n\r\n${typeof value === 'object' ? JSON.stringify(value) : value}\r\n`,
        ],
  );
  const fileName = name.replaceAll(/[\r\n"]/g, (character) => encodeURIComponent(character));
  const fileHead = `${partHead(boundary, field)}; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(fields.join('') + fileHead),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

const partHead = (boundary: string, name: string): string =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
