import type { ResponseParameters } from '@grammyjs/types';

/** What the Bot API answers to a call that fails, in Telegram's words. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';
  readonly errorCode: number;
  readonly parameters: ResponseParameters;

  constructor(errorCode: number, description: string, parameters: ResponseParameters = {}) {
    super(description);
    this.errorCode = errorCode;
    this.parameters = parameters;
  }
}

export const badRequest = (reason: string, parameters?: ResponseParameters): BotApiError =>
  new BotApiError(400, `Bad Request: ${reason}`, parameters);

export const forbidden = (reason: string): BotApiError => new BotApiError(403, `Forbidden: ${reason}`);

export const conflict = (reason: string): BotApiError => new BotApiError(409, `Conflict: ${reason}`);

export const tooManyRequests = (retryAfterSeconds: number): BotApiError =>
  new BotApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
    retry_after: retryAfterSeconds,
  });
