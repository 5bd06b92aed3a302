/** A bot as the Bot API knows it. */
export interface BotAtTelegram {
  /** Without a slash at its end. */
  readonly apiRoot: string;
  readonly token: string;
}

/** Telegram refused a call. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';
  readonly status: number;
  /** How long it asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(method: string, { error_code: status, description, parameters }: RefusedAnswer) {
    super(`Telegram refuses ${method}: ${status} ${description}.`);
    this.status = status;
    this.retryAfterMs = parameters?.retry_after === undefined ? undefined : parameters.retry_after * 1000;
  }
}

/** Telegram gave no answer that can be read. */
class BotApiSilentError extends Error {
  override readonly name = 'BotApiSilentError';
}

interface RefusedAnswer {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: { readonly retry_after?: number };
}

type Answer = { readonly ok: true; readonly result: unknown } | ({ readonly ok: false } & RefusedAnswer);

/**
 * Calls a method of the Bot API. The token stands in the address, so that no error tells it.
 *
 * @throws {BotApiError | BotApiSilentError}
 */
export async function callBotApi(
  { apiRoot, token }: BotAtTelegram,
  method: string,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const answer = await ask(`${apiRoot}/bot${token}/${method}`, parameters, signal);
  if (answer === undefined) throw new BotApiSilentError(`${apiRoot} gives no answer to ${method}.`);
  if (!answer.ok) throw new BotApiError(method, answer);
  return answer.result;
}

/** @returns undefined if no answer comes, or one that is not from the Bot API */
async function ask(
  url: string,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
      signal,
    });
    const answer = (await response.json()) as Answer | null;
    return typeof answer?.ok === 'boolean' ? answer : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
