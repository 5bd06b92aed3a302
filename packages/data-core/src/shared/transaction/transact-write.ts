import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import {
  type Backoff,
  backoffMs,
  sleep as defaultSleep,
  type Patience,
  requireBackoff,
} from '../time/backoff.ts';
import {
  requireClient,
  requireFunctions,
  requireList,
  requireObject,
  requireRecord,
  requireWhole,
} from '../validation/options.ts';
import { requireItem, requireTarget } from '../validation/requests.ts';

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
 * @throws {InvalidOptionError} naming the argument; nothing was sent
 * @throws {TransactionCanceledException} for any other reason, and for collisions that do not end
 */
export async function transactWrite(
  client: DynamoDBDocumentClient,
  writes: readonly TransactWriteItem[],
  options: TransactWriteOptions = {},
): Promise<number[]> {
  requireClient(client);
  requireWrites(writes);
  requireObject('transactWrite', options);
  const { maxAttempts = 10, backoff = { baseMs: 20, capMs: 1000 } } = options;
  requireWhole('maxAttempts', maxAttempts);
  requireBackoff(backoff);
  requireFunctions(options);
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

/** The members of an action that are items or keys. */
const records = ['Item', 'Key', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

function requireWrites(writes: unknown): void {
  requireList('writes', writes);
  for (const [index, write] of writes.entries()) {
    const option = `writes[${index}]`;
    requireItem(option, write);
    for (const [kind, action] of Object.entries(write)) {
      if (action === undefined) continue;
      requireRecord(`${option}.${kind}`, action);
      requireTarget(`${option}.${kind}.TableName`, action.TableName);
      for (const name of records)
        if (action[name] !== undefined) requireRecord(`${option}.${kind}.${name}`, action[name]);
    }
  }
}

/** The code of each write of a cancelled transaction (`None` for those that are not to blame); empty for other errors. */
function cancellationCodes(error: unknown): string[] {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return [];
  const reasons: unknown = 'CancellationReasons' in error ? error.CancellationReasons : [];
  return Array.isArray(reasons) ? reasons.map((reason: { Code?: string }) => reason.Code ?? 'None') : [];
}
