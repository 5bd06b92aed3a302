import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireClient, requireList } from '../validation/options.ts';
import { requireKey, requireTarget } from '../validation/requests.ts';
import { type BatchOptions, readBatchOptions, sendUntilDone } from './batch-options.ts';
import { chunks, inParallel } from './in-parallel.ts';

/** Attributes of a key, as the document client takes them: texts and numbers. */
export type Key = Readonly<Record<string, string | number>>;
export type Item = Record<string, unknown>;

export interface BatchGetOptions extends BatchOptions {
  /** Twice the read units, and never an older item than the last acknowledged write left. @default false */
  readonly consistentRead?: boolean;
}

export interface BatchGetResult {
  /** In the order of the keys; `undefined` for a key without an item, and for one that is `unprocessed`. */
  readonly items: (Item | undefined)[];
  /** The keys that DynamoDB still had not read after the last attempt: whether they have items is not known. */
  readonly unprocessed: Key[];
}

/** The most keys that DynamoDB takes in one request. */
const keysPerRequest = 100;

/**
 * Reads any number of keys: a hundred in a request, several requests at once. A key may come more than once; it is read once.
 * What a request leaves unprocessed is asked for again, with growing waits.
 *
 * @throws {InvalidOptionError} naming the argument; nothing was sent
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  options: BatchGetOptions = {},
): Promise<BatchGetResult> {
  requireClient(client);
  requireTarget('tableName', tableName);
  requireList('keys', keys);
  for (const [index, key] of keys.entries()) requireKey(`keys[${index}]`, key);
  const settings = readBatchOptions(options);
  const distinct = new Map(keys.map((key) => [identity(key), key]));
  const names = Object.keys(keys[0] ?? {});
  const found = new Map<string, Item>();

  const send = async (wanted: readonly Key[]): Promise<Key[]> => {
    const request = { Keys: [...wanted], ConsistentRead: options.consistentRead ?? false };
    const output = await client.send(new BatchGetCommand({ RequestItems: { [tableName]: request } }));
    for (const item of output.Responses?.[tableName] ?? []) found.set(identityOf(item, names), item);
    return output.UnprocessedKeys?.[tableName]?.Keys ?? [];
  };
  const left = await inParallel(
    chunks([...distinct.values()], keysPerRequest),
    settings.concurrency,
    (chunk) => sendUntilDone(chunk, settings, send),
  );
  return { items: keys.map((key) => found.get(identity(key))), unprocessed: left.flat() };
}

const identity = (key: Key): string => identityOf(key, Object.keys(key));

/** Two keys are the same if their attributes are, in whatever order they are written. */
function identityOf(item: Item | Key, names: readonly string[]): string {
  return JSON.stringify(names.toSorted().map((name) => item[name]));
}
