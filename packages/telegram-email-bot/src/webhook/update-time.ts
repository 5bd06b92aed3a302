import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The update took more time than the function has. What it had under way may have been done, which its repetition finds. */
class UpdateTimeoutError extends Error {
  override readonly name = 'UpdateTimeoutError';
  readonly code = 'update.timeout';
}

/** Aborts when nobody waits for the work any more. */
const givenUp = new AsyncLocalStorage<AbortSignal>();

/**
 * Waits for work, but no longer than some milliseconds. Lambda stops a function that has answered and lets it go on with the next event: work
 * that was given up would have its effect then, behind updates that came later. So its requests by {@link endingWithUpdate} are aborted, and
 * it makes no more.
 *
 * @throws {UpdateTimeoutError}
 */
export async function within<T>(work: () => Promise<T>, milliseconds: number): Promise<T> {
  const over = new AbortController();
  const giveUp = new AbortController();
  const outer = givenUp.getStore();
  const signal = outer === undefined ? giveUp.signal : AbortSignal.any([outer, giveUp.signal]);
  const working = givenUp.run(signal, work);
  const timeout = setTimeout(Math.max(milliseconds, 0), undefined, { signal: over.signal }).then(() => {
    const error = new UpdateTimeoutError('The function has no time left for the update.');
    giveUp.abort(error);
    throw error;
  });
  try {
    return await Promise.race([working, timeout]);
  } finally {
    over.abort();
    // Whichever has lost fails unheard.
    timeout.catch(() => {});
    working.catch(() => {});
  }
}

/** The signal that ends the calls of the update at hand; undefined outside of {@link within}. */
export const endOfUpdate = (): AbortSignal | undefined => givenUp.getStore();

/** Goes no further with an update that was given up. @throws {UpdateTimeoutError} */
export const requireTime = (): void => givenUp.getStore()?.throwIfAborted();

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** The same client, whose requests end with the time of the update that they are made for. */
export function endingWithUpdate(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const ending: DynamoDBDocumentClient = Object.create(client);
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0], options: SendOptions = {}) => {
    const signal = givenUp.getStore();
    if (signal === undefined) return client.send(command, options);
    signal.throwIfAborted();
    const { abortSignal: other } = options;
    const abortSignal = other === undefined ? signal : AbortSignal.any([other, signal]);
    return client.send(command, { ...options, abortSignal });
  };
  return Object.assign(ending, { send });
}
