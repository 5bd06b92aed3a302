import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type CancellationReason, cancellationReasons } from '../context/cancellation.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { isTransient, transientCodes } from '../context/transient-errors.ts';
import type { StoredMarker } from './append-request.ts';
import type { AppendWrite } from './append-transaction.ts';
import { parseMarker } from './marker.ts';

/** What became of one transaction. */
export type CommitOutcome =
  | { readonly type: 'committed' }
  /** The head is not as it was read: someone else has written. `item` is what it is, where DynamoDB told. */
  | { readonly type: 'headMoved'; readonly item?: Readonly<Record<string, unknown>> }
  | { readonly type: 'duplicate'; readonly marker: StoredMarker }
  | { readonly type: 'overridden'; readonly userId: string }
  | { readonly type: 'extraWriteRefused'; readonly index: number }
  /** Another transaction was at the same items, or the table is throttled. Nothing was written. */
  | { readonly type: 'busy' };

export type CommitAnswer =
  | CommitOutcome
  /** No answer came, or one that says nothing: the transaction may have been applied. */
  | { readonly type: 'unknown'; readonly error: unknown };

/**
 * Sends one transaction.
 *
 * @param token the same for the same transaction: DynamoDB applies it once, however often it comes within 10 minutes
 * @throws what the transaction itself is to blame for, for example a ValidationException
 */
export async function commit(
  { client }: ChatContext,
  writes: readonly AppendWrite[],
  token: string,
): Promise<CommitAnswer> {
  const TransactItems = writes.map(({ item }) => item);
  try {
    await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: token }));
    return { type: 'committed' };
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (reasons !== undefined) return readReasons(error, writes, reasons);
    if (isTransient(error)) return { type: 'unknown', error };
    throw error;
  }
}

/** A stored duplicate outweighs all else, then what retrying cannot change, then a lost race. */
function readReasons(
  error: unknown,
  writes: readonly AppendWrite[],
  reasons: readonly CancellationReason[],
): CommitOutcome {
  const failed = writes.flatMap((write, index) => {
    const reason = reasons[index];
    return reason?.code === 'ConditionalCheckFailed' ? [{ write, item: reason.item }] : [];
  });
  const marker = failed.find(({ write }) => write.part === 'marker');
  if (marker?.item !== undefined) return { type: 'duplicate', marker: parseMarker(marker.item) };
  for (const { write } of failed) {
    if (write.part === 'override') return { type: 'overridden', userId: write.userId };
    if (write.part === 'extra') return { type: 'extraWriteRefused', index: write.index };
  }
  const head = failed.find(({ write }) => write.part === 'head');
  if (head !== undefined) return { type: 'headMoved', ...(head.item ? { item: head.item } : {}) };
  if (reasons.some(({ code }) => transientCodes.has(code))) return { type: 'busy' };
  throw error;
}
