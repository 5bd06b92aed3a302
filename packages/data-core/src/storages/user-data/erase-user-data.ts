import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { batchWrite } from '../../shared/batch/batch-write.ts';
import { chunks } from '../../shared/batch/in-parallel.ts';
import { DataCoreError } from '../../shared/errors/data-core-error.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import {
  requireFunctions,
  requireKnown,
  requireRecord,
  requireWhole,
} from '../../shared/validation/options.ts';
import { requireRequest, type UserDataRequest } from './export-user-data.ts';
import { type Place, placesOf, type UserDataTable } from './places.ts';
import { subjectDigest } from './subject.ts';

/** A record of what was erased. It names nobody, so it may be kept. */
export interface ErasureReceipt {
  /** The SHA-256 of the subject: with the user's names anyone can check it. */
  readonly subjectDigest: string;
  /** How many items were deleted from each table, over all calls. */
  readonly counts: Readonly<Partial<Record<UserDataTable, number>>>;
  readonly total: number;
  /** True once a look at every place found nothing any more. */
  readonly complete: boolean;
  /** In epoch milliseconds. */
  readonly startedAt: number;
  /** In epoch milliseconds; null until it is complete. */
  readonly finishedAt: number | null;
}

export interface ErasureOptions extends Patience {
  /** The receipt of an earlier call that was not complete: its counts go on. */
  readonly receipt?: ErasureReceipt;
  /** Stop after about so many items, for functions with little time. @default all */
  readonly maxItems?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

/** A part was erased, then something failed. To continue, call again with the `receipt`. */
export class ErasureIncompleteError extends DataCoreError {
  override readonly name = 'ErasureIncompleteError';
  readonly code = 'userData.erasureIncomplete';
  readonly receipt: ErasureReceipt;

  constructor(receipt: ErasureReceipt, options: ErrorOptions) {
    super(`The erasure stopped after ${receipt.total} items: call it again with the receipt.`, options);
    this.receipt = receipt;
  }
}

/**
 * Deletes what the tables keep of a user, until a last look at every place finds nothing. What is written while it runs is deleted
 * too, if it is seen: stop the user's bots first.
 *
 * @throws {ErasureIncompleteError} with the receipt of what was erased before it failed
 */
export async function eraseUserData(
  request: UserDataRequest,
  options: ErasureOptions = {},
): Promise<ErasureReceipt> {
  requireRequest(request);
  requireKnown('eraseUserData', options, ['receipt', 'maxItems', 'now', 'random', 'sleep']);
  const { maxItems = Number.MAX_SAFE_INTEGER, now = Date.now, receipt: earlier, ...patience } = options;
  requireWhole('maxItems', maxItems);
  requireFunctions(options);
  if (earlier !== undefined) requireReceipt(earlier);
  const places = placesOf(request.client, request.tables, request.subject, patience);
  let receipt = earlier ?? emptyReceipt(request, now());
  const stopAt = receipt.total + maxItems;
  try {
    for (;;) {
      const before = receipt.total;
      for (const place of places) {
        for await (const deleted of erasePlace(request, place, patience)) {
          receipt = count(receipt, place.table, deleted);
          if (receipt.total >= stopAt) return receipt;
        }
      }
      if (receipt.total === before) return { ...receipt, complete: true, finishedAt: now() };
    }
  } catch (cause) {
    throw new ErasureIncompleteError(receipt, { cause });
  }
}

/** Deletes what a place holds, part by part; yields how many items each time. */
async function* erasePlace(
  { client }: UserDataRequest,
  { tableName, keyNames, read }: Place,
  patience: Patience,
): AsyncGenerator<number> {
  for (;;) {
    // Always from the beginning: what was there is deleted.
    const { keys } = await read(undefined);
    if (keys.length === 0) return;
    for (const chunk of chunks(keys, 25)) {
      const left = await batchWrite(
        client,
        tableName,
        keyNames,
        chunk.map((key) => ({ delete: key })),
        patience,
      );
      yield chunk.length - left.length;
      if (left.length > 0) throw new BatchIncompleteError(tableName, left);
    }
  }
}

function emptyReceipt({ subject }: UserDataRequest, nowMs: number): ErasureReceipt {
  return {
    subjectDigest: subjectDigest(subject),
    counts: {},
    total: 0,
    complete: false,
    startedAt: nowMs,
    finishedAt: null,
  };
}

function requireReceipt(receipt: unknown): void {
  requireRecord('receipt', receipt);
  requireRecord('receipt.counts', receipt.counts);
  requireWhole('receipt.total', receipt.total, { minimum: 0 });
}

function count(receipt: ErasureReceipt, table: UserDataTable, deleted: number): ErasureReceipt {
  const counts = { ...receipt.counts, [table]: (receipt.counts[table] ?? 0) + deleted };
  return { ...receipt, counts, total: receipt.total + deleted };
}
