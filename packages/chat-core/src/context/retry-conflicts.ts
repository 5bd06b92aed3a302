import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { backoffMs } from '@switchboard/data-core';
import type { ChatContext } from './chat-context.ts';
import { pauseFor } from './pause.ts';

const mostTries = 8;
const backoff = { baseMs: 25, capMs: 1_000 };

/**
 * Sends one plain write. DynamoDB refuses it while a transaction is at its item, and the SDK does not try that again.
 *
 * @throws {TransactionConflictException} when transactions were at the item at every try
 * @throws whatever else the SDK throws, after its own tries
 */
export async function retryConflicts<Result>(
  context: ChatContext,
  send: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (tries === mostTries || !(error instanceof TransactionConflictException)) throw error;
      await pauseFor(context, backoffMs(tries, backoff, context.random));
    }
  }
}
