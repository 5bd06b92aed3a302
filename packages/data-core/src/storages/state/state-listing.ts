import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store-table.ts';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { headKey, type StateItem, senderOf } from './state-item.ts';
import { readState } from './state-reader.ts';

/** Which states to list. */
export interface StateCondition {
  /** The sender's id, whole. */
  readonly search?: string;
  readonly senderIds?: readonly string[];
  readonly pageId?: string;
}

export interface StatePage {
  readonly data: StateItem[];
  /** Where the next page begins; null at the end. */
  readonly lastKey: string | null;
}

/** Lists up to `limit` states. Where the condition names the keys, it reads those alone; otherwise the table, page by page. */
export async function listStates(
  table: StoreTable,
  condition: StateCondition,
  limit: number,
  lastKey: string | null,
): Promise<StatePage> {
  const named = namedSenders(condition);
  if (named) return { data: await readStates(table, named), lastKey: null };
  const data: StateItem[] = [];
  let startKey: Record<string, unknown> | undefined = lastKey === null ? undefined : parseLastKey(lastKey);
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.tableName,
        ProjectionExpression: 'senderId',
        Limit: Math.max(limit, 25),
        ExclusiveStartKey: startKey,
      }),
    );
    const senders = (page.Items ?? [])
      .flatMap((stored) => senderOf(stored) ?? [])
      .filter((sender) => matches(sender, condition));
    for (const sender of senders) {
      const state = await readState(table, sender);
      if (state) data.push(state);
      if (data.length === limit) return { data, lastKey: formatLastKey(sender) };
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return { data, lastKey: null };
}

/** The senders whose states are asked for, if the condition names them; without a page only those without one are named by it. */
function namedSenders({ search, senderIds, pageId }: StateCondition): Sender[] | undefined {
  const ids = search === undefined ? senderIds : [search];
  return pageId === undefined ? undefined : ids?.map((senderId) => ({ senderId, pageId }));
}

function matches(sender: Sender, { search, senderIds, pageId }: StateCondition): boolean {
  return (
    (search === undefined || sender.senderId === search) &&
    (senderIds === undefined || senderIds.includes(sender.senderId)) &&
    (pageId === undefined || sender.pageId === pageId)
  );
}

async function readStates(table: StoreTable, senders: readonly Sender[]): Promise<StateItem[]> {
  const states = await Promise.all(senders.map((sender) => readState(table, sender)));
  return states.filter((state) => state !== null);
}

function formatLastKey(sender: Sender): string {
  return Buffer.from(JSON.stringify(headKey(sender))).toString('base64url');
}

function parseLastKey(lastKey: string): { senderId: string } {
  try {
    const { senderId } = JSON.parse(Buffer.from(lastKey, 'base64url').toString());
    if (typeof senderId === 'string') return { senderId };
  } catch {
    // Named below: whatever it is, it is not what an earlier page returned.
  }
  throw new InvalidOptionError('lastKey', lastKey, 'the lastKey of an earlier page');
}
