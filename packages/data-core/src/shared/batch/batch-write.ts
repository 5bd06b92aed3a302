import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { requireClient, requireList, requireRecord, requireText } from '../validation/options.ts';
import { requireKey, requireTarget } from '../validation/requests.ts';
import type { Item, Key } from './batch-get.ts';
import { type BatchOptions, readBatchOptions, sendUntilDone } from './batch-options.ts';
import { chunks, inParallel } from './in-parallel.ts';

/** Puts an item, or deletes the one with a key. */
export type BatchEntry = { readonly put: Item } | { readonly delete: Key };

type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

/** The most writes that DynamoDB takes in one request. */
export const writesPerRequest = 25;

/**
 * Writes any number of items: 25 in a request, several requests at once, without conditions. Where several entries are for
 * one key, the last one counts. What a request leaves unprocessed is sent again, with growing waits.
 *
 * @param keyNames the attributes of the table's key
 * @returns what DynamoDB still had not taken after the last attempt: it may be sent again
 * @throws {InvalidOptionError} naming the argument; nothing was sent
 */
export async function batchWrite(
  client: DynamoDBDocumentClient,
  tableName: string,
  keyNames: readonly string[],
  entries: readonly BatchEntry[],
  options: BatchOptions = {},
): Promise<BatchEntry[]> {
  requireClient(client);
  requireTarget('tableName', tableName);
  requireList('keyNames', keyNames);
  for (const name of keyNames) requireText('keyNames', name);
  requireWrites(entries, keyNames);
  const settings = readBatchOptions(options);
  const lastOfKey = new Map(entries.map((entry) => [identity(entry, keyNames), entry]));

  const send = async (wanted: readonly BatchEntry[]): Promise<BatchEntry[]> => {
    const requests = wanted.map(toRequest);
    const output = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    return (output.UnprocessedItems?.[tableName] ?? []).map(fromRequest);
  };
  const left = await inParallel(
    chunks([...lastOfKey.values()], writesPerRequest),
    settings.concurrency,
    (chunk) => sendUntilDone(chunk, settings, send),
  );
  return left.flat();
}

function requireWrites(entries: unknown, keyNames: readonly string[]): void {
  requireList('entries', entries);
  for (const [index, entry] of entries.entries()) {
    const option = `entries[${index}]`;
    requireRecord(option, entry);
    if ('put' in entry) requireKey(`${option}.put`, entry.put, keyNames);
    else if ('delete' in entry) requireKey(`${option}.delete`, entry.delete);
    else throw new InvalidOptionError(option, entry, 'an object with put or delete');
  }
}

function identity(entry: BatchEntry, keyNames: readonly string[]): string {
  const attributes: Item | Key = 'put' in entry ? entry.put : entry.delete;
  return JSON.stringify(keyNames.map((name) => attributes[name]));
}

function toRequest(entry: BatchEntry): WriteRequest {
  return 'put' in entry
    ? { PutRequest: { Item: entry.put } }
    : { DeleteRequest: { Key: { ...entry.delete } } };
}

function fromRequest({ PutRequest, DeleteRequest }: WriteRequest): BatchEntry {
  return PutRequest?.Item ? { put: PutRequest.Item } : { delete: DeleteRequest?.Key ?? {} };
}
