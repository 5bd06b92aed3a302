import type { Table } from '../deployment/tables.ts';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import { type EngineClient, EngineError } from './engine-client.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * Deletes the items of a table whose time is over: the engine never does.
 *
 * @param nowSeconds epoch seconds
 * @returns how many were deleted
 */
async function sweepTable(engine: EngineClient, table: Table, nowSeconds: number): Promise<number> {
  if (table.ttlAttribute === undefined) return 0;
  const expired = {
    ExpressionAttributeNames: { '#ttl': table.ttlAttribute },
    ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
  };
  let deleted = 0;
  let ExclusiveStartKey: unknown;
  do {
    const page = await engine('Scan', {
      TableName: table.name,
      FilterExpression: '#ttl < :now',
      ...expired,
      ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
    });
    for (const item of page.Items as readonly Item[]) {
      const Key = Object.fromEntries(table.keySchema.map(({ AttributeName: name }) => [name, item[name]]));
      deleted += await deleteExpired(engine, {
        TableName: table.name,
        Key,
        ConditionExpression: '#ttl < :now',
        ...expired,
      });
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return deleted;
}

/** @returns 1, or 0 where the item was given more time meanwhile */
async function deleteExpired(engine: EngineClient, input: Item): Promise<0 | 1> {
  try {
    await engine('DeleteItem', input);
    return 1;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ConditionalCheckFailedException') return 0;
    throw error;
  }
}

export interface TtlSweepOptions {
  readonly engine: EngineClient;
  readonly tables: readonly Table[];
  readonly everyMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/** Deletes expired items from time to time. */
export function startTtlSweep({ engine, tables, everyMs, now, log }: TtlSweepOptions): Part {
  const sweep = async (): Promise<void> => {
    for (const table of tables) {
      const deleted = await sweepTable(engine, table, Math.floor(now() / 1000));
      if (deleted > 0)
        log.note(`${deleted} expired ${deleted === 1 ? 'item' : 'items'} deleted from ${table.name}`);
    }
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.problem('ttl sweep', String(error)));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
