import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Backoff, backoffMs, sleep as defaultSleep, type Patience } from '../time/backoff.ts';
import { requireObject } from '../validation/options.ts';

/** A member of `TransactItems` in the document client's shape. */
export type TransactWriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface TransactWriteOptions extends Patience {
  /** How often a transaction that collided with another is sent, the first time included. @default 10 */
  readonly maxAttempts?: number;
  /** @default 20 ms, doubling up to 1 s, with full jitter */
  readonly backoff?: Backoff;
}

/** Why a transaction was cancelled by reasons that pass: it may be sent again as it is. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all or nothing. What collides with another transaction or is throttled is sent again, which the SDK does not do by itself.
 *
 * @returns the positions of the writes whose condition does not hold; none of the writes was made unless it is empty
 * @throws {TransactionCanceledException} for any other reason, and for collisions that do not end
 */
export async function transactWrite(
  client: DynamoDBDocumentClient,
  writes: readonly TransactWriteItem[],
  options: TransactWriteOptions = {},
): Promise<number[]> {
  requireObject('transactWrite', options);
  const { maxAttempts = 10, backoff = { baseMs: 20, capMs: 1000 } } = options;
  const { random = Math.random, sleep = defaultSleep } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: [...writes] }));
      return [];
    } catch (error) {
      const reasons = cancellationCodes(error);
      const failed = reasons.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (failed.length > 0) return failed;
      if (attempt === maxAttempts || !reasons.some((code) => passing.has(code))) throw error;
      await sleep(backoffMs(attempt, backoff, random));
    }
  }
}

/** The code of each write of a cancelled transaction (`None` for those that are not to blame); empty for other errors. */
function cancellationCodes(error: unknown): string[] {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return [];
  const reasons: unknown = 'CancellationReasons' in error ? error.CancellationReasons : [];
  return Array.isArray(reasons) ? reasons.map((reason: { Code?: string }) => reason.Code ?? 'None') : [];
}
