import type { Cost } from './cost.ts';

type Json = Readonly<Record<string, unknown>>;

/** Operations whose units are read units; the units of every other are write units. */
const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems', 'ExecuteStatement']);

/** Operations on items: only these take `ReturnConsumedCapacity`. */
const metered = new Set([
  ...reads,
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
]);

/** Asks for the consumed capacity where the caller did not: `asked` says whether it has to be taken out of the answer again. */
export function withCapacity(
  operation: string,
  input: Json,
): { readonly input: Json; readonly asked: boolean } {
  const asked = typeof input.ReturnConsumedCapacity === 'string' && input.ReturnConsumedCapacity !== 'NONE';
  if (asked || !metered.has(operation)) return { input, asked: true };
  return { input: { ...input, ReturnConsumedCapacity: 'TOTAL' }, asked: false };
}

/** What DynamoDB says that a call has cost. */
export function costOf(operation: string, output: Json): Cost {
  const consumed = output.ConsumedCapacity;
  const tables = (Array.isArray(consumed) ? consumed : consumed === undefined ? [] : [consumed]) as Json[];
  const units = tables.reduce((sum, table) => sum + Number(table.CapacityUnits ?? 0), 0);
  return reads.has(operation)
    ? { requests: 1, readUnits: units, writeUnits: 0 }
    : { requests: 1, readUnits: 0, writeUnits: units };
}

/**
 * What a refused call costs at least. DynamoDB does not report it: a failed condition costs a write of the item, and a
 * cancelled transaction two for each of its items.
 */
export function costOfFailure(errorType: string, input: Json): Cost {
  if (errorType.endsWith('ConditionalCheckFailedException'))
    return { requests: 1, readUnits: 0, writeUnits: 1 };
  if (!errorType.endsWith('TransactionCanceledException'))
    return { requests: 1, readUnits: 0, writeUnits: 0 };
  const items = Array.isArray(input.TransactItems) ? input.TransactItems.length : 0;
  return { requests: 1, readUnits: 0, writeUnits: 2 * items };
}
