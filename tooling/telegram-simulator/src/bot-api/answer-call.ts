import { setTimeout } from 'node:timers/promises';
import type { ResponseParameters } from '@grammyjs/types';
import { accountOf } from '../state/accounts.ts';
import type { Telegram } from '../telegram.ts';
import { BotApiError, badRequest, conflict, forbidden, tooManyRequests } from './bot-api-error.ts';
import type { Fault } from './faults.ts';
import { methods } from './methods.ts';
import type { Parameters } from './parameters.ts';
import { Described } from './webhooks.ts';

/** What a call is answered. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly ok: boolean;
    readonly result?: unknown;
    readonly description?: string;
    readonly error_code?: number;
    readonly parameters?: ResponseParameters;
  };
  /** The work was done, but the answer is to get lost on the way. */
  readonly isLost?: boolean;
}

/** One call of the Bot API. */
export interface CallRequest {
  readonly token: string;
  readonly method: string;
  readonly parameters: Parameters;
  readonly signal: AbortSignal;
}

/** Does what a bot asks for. A fault that waits for such a call comes first. */
export async function answerCall(telegram: Telegram, request: CallRequest): Promise<Answer> {
  const name = request.method.toLowerCase();
  const fault = telegram.faults.take(name, request.parameters.integer('chat_id'));
  try {
    if (fault) await meet(fault);
    const account = accountOf(telegram, request.token);
    const method = methods.get(name);
    if (!method) throw new BotApiError(404, 'Not Found: method not found');
    const { parameters, signal } = request;
    const answer = success(await method({ telegram, account, parameters, signal }));
    return fault?.loseAnswer ? { ...answer, isLost: true } : answer;
  } catch (error) {
    if (error instanceof BotApiError) return failure(error);
    throw error;
  }
}

const success = (result: unknown): Answer =>
  result instanceof Described
    ? { status: 200, body: { ok: true, result: true, description: result.description } }
    : { status: 200, body: { ok: true, result } };

export function failure({ errorCode, message, parameters }: BotApiError): Answer {
  const hasParameters = Object.keys(parameters).length > 0;
  return {
    status: errorCode,
    body: { ok: false, error_code: errorCode, description: message, ...(hasParameters && { parameters }) },
  };
}

async function meet({ status, description, retryAfter = 1, delayMs }: Fault): Promise<void> {
  if (delayMs > 0) await setTimeout(delayMs);
  if (status === undefined) return;
  if (description !== undefined)
    throw new BotApiError(status, description, status === 429 ? { retry_after: retryAfter } : {});
  throw usualErrors[status]?.(retryAfter) ?? new BotApiError(status, 'Internal Server Error');
}

const usualErrors: Readonly<Record<number, (retryAfter: number) => BotApiError>> = {
  400: () => badRequest('chat not found'),
  401: () => new BotApiError(401, 'Unauthorized'),
  403: () => forbidden('bot was blocked by the user'),
  404: () => new BotApiError(404, 'Not Found'),
  409: () =>
    conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
  413: () => new BotApiError(413, 'Request Entity Too Large'),
  429: tooManyRequests,
  502: () => new BotApiError(502, 'Bad Gateway'),
  504: () => new BotApiError(504, 'Gateway Timeout'),
};
