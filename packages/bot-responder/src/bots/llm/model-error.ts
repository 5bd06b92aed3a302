import { isRecord } from '@switchboard/protocol';
import { APICallError } from 'ai';

/** What was wrong with a model's answer. */
export type ModelFailure = 'limited' | 'refused' | 'unavailable' | 'cut' | 'nonsense' | 'slow';

const sentences: Readonly<Record<ModelFailure, string>> = {
  limited: 'takes no more requests at the moment',
  refused: 'refuses the request: check the model, the key and the address',
  unavailable: 'does not answer',
  cut: 'broke off in the middle of its answer',
  nonsense: 'answered what cannot be understood',
  slow: 'took too long',
};

/** A model gave no usable answer. The message names the model and what to look at; it holds nothing that anybody wrote. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: `model.${ModelFailure}`;
  readonly model: string;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;

  constructor(failure: ModelFailure, model: string, status?: number, options?: ErrorOptions) {
    const answer = status === undefined ? '' : ` (it answered ${status})`;
    super(`The model ${model} ${sentences[failure]}${answer}.`, options);
    this.code = `model.${failure}`;
    this.model = model;
    this.status = status;
  }
}

/** Every model that may be asked has failed. */
export class NoModelError extends AggregateError {
  override readonly name = 'NoModelError';
  readonly code = 'llm.noModel';

  constructor(errors: readonly ModelError[]) {
    // A model that is asked once more mostly fails as before: that is said once.
    super(errors, [...new Set(errors.map(({ message }) => message))].join(' '), { cause: errors[0] });
  }
}

/**
 * Makes one kind of error of what a model's provider throws. Errors of providers carry the request and the answer, and so the
 * customer's words: only those of the network are kept as a cause.
 *
 * @param begun whether a part of the answer had come
 */
export function toModelError(error: unknown, model: string, begun: boolean): ModelError {
  if (error instanceof ModelError) return error;
  if (APICallError.isInstance(error)) return ofCall(error, model, begun);
  if (begun) return new ModelError('cut', model);
  return isNetworkError(error)
    ? new ModelError('unavailable', model, undefined, { cause: error })
    : new ModelError('nonsense', model);
}

function ofCall(error: APICallError, model: string, begun: boolean): ModelError {
  const { statusCode: status, cause } = error;
  if (status === undefined) return new ModelError('unavailable', model, undefined, networkCause(cause));
  if (status === 429) return new ModelError('limited', model, status);
  if (status >= 500) return new ModelError('unavailable', model, status);
  if (status >= 400) return new ModelError('refused', model, status);
  return new ModelError(begun || isNetworkError(cause) ? 'cut' : 'nonsense', model);
}

/**
 * What `fetch` throws, or the cause of that, which the AI SDK passes on alone: `connect ECONNREFUSED 127.0.0.1:11434`. Their messages are about
 * connections.
 */
const isNetworkError = (cause: unknown): boolean =>
  isRecord(cause) &&
  (cause.name === 'TypeError' ||
    (typeof cause.code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(cause.code)));

const networkCause = (cause: unknown): ErrorOptions => (isNetworkError(cause) ? { cause } : {});
