import { backoffMs } from '@switchboard/data-core';
import type { ChatContext } from './chat-context.ts';
import { pauseFor } from './pause.ts';
import { isTransient } from './transient-errors.ts';

const mostTries = 6;
const backoff = { baseMs: 50, capMs: 1_000 };

/**
 * Sends one write that may be sent twice without harm. A plain update is refused while a transaction is at its item
 * (TransactionConflictException), which the SDK does not retry.
 *
 * @throws the last try's error
 */
export async function retryTransient<Result>(
  context: ChatContext,
  send: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (tries === mostTries || !isTransient(error)) throw error;
      await pauseFor(context, backoffMs(tries, backoff, context.random));
    }
  }
}
