import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { namespacePrefix } from '../../shared/keys/namespaced.ts';
import { expiryConditions } from '../../shared/time/expiry.ts';
import { requireRecord, requireText } from '../../shared/validation/options.ts';
import type { KeyItem } from './key-items.ts';

/** Where the next page begins. */
export type PagePointer = Readonly<Record<string, string>>;

/** @throws {InvalidOptionError} unless it is what an earlier page gave */
export function requirePointer(pageItem: unknown): void {
  requireRecord('pageItem', pageItem);
  requireText('pageItem.key', pageItem.key);
}

export interface ListRequest {
  readonly tableName: string;
  readonly namespace: string;
  readonly keyContains: string | undefined;
  readonly limit: number;
  readonly pageItem: PagePointer | undefined;
  readonly nowMs: number;
}

/** One step of the scan: the values of one namespace that have not expired. */
function scanInput({
  tableName,
  namespace,
  keyContains,
  limit,
  pageItem,
  nowMs,
}: ListRequest): ScanCommandInput {
  const expiry = expiryConditions(nowMs);
  const ownBare = '(attribute_exists(bare) OR NOT contains(#key, :dot))';
  const ownPrefixed = '(attribute_not_exists(bare) AND begins_with(#key, :prefix))';
  const conditions = ['attribute_exists(#data)', expiry.notExpired, namespace === '' ? ownBare : ownPrefixed];
  if (keyContains) conditions.push('contains(#key, :part)');
  return {
    TableName: tableName,
    Limit: limit,
    FilterExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#key': 'key', '#data': 'data', ...expiry.names },
    ExpressionAttributeValues: {
      ...expiry.values,
      ...(namespace === '' ? { ':dot': '.' } : { ':prefix': namespacePrefix(namespace) }),
      ...(keyContains && { ':part': keyContains }),
    },
    ...(pageItem && { ExclusiveStartKey: pageItem }),
  };
}

/** Scans on until there are `limit` items or there is nothing left: a filtered page may be empty though more follows. */
export async function scanPage(
  client: DynamoDBDocumentClient,
  request: ListRequest,
): Promise<{ items: KeyItem[]; pagePointer: PagePointer | undefined }> {
  const items: KeyItem[] = [];
  let pageItem = request.pageItem;
  do {
    const output = await client.send(new ScanCommand(scanInput({ ...request, pageItem })));
    items.push(...((output.Items ?? []) as KeyItem[]));
    pageItem = output.LastEvaluatedKey;
    if (items.length > request.limit) return cut(items, request.limit);
  } while (pageItem && items.length < request.limit);
  return { items, pagePointer: pageItem };
}

/** What was read beyond the limit is read again by the next page. */
function cut(items: readonly KeyItem[], limit: number) {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, pagePointer: last && { key: last.key } };
}
