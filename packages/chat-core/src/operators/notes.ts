import { createHash } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import type { Note } from '@switchboard/protocol';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { commitOrTell } from '../context/commit-patiently.ts';
import { expiryOf } from '../context/item-expiry.ts';
import { livesOn } from '../threads/head-item.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** Notes belong to one life of a thread and have a numbering of their own, so customers see no gap in theirs. */
interface NoteItem extends Note {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly life: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** The partition of `partitioned_keys` with the notes of a thread. */
export const notesPartition = (threadId: string): string => `notes.${threadId}`;

export const summaryKey = 'summary';

export interface NoteRequest {
  readonly text: string;
  /** The operator. */
  readonly author: string;
  /** With it, the note is stored once per author, however often it is sent. */
  readonly clientMessageId?: string;
}

export type NoteResult =
  | { readonly outcome: 'stored'; readonly note: Note }
  /** The author has already stored this note. */
  | { readonly outcome: 'duplicate'; readonly note: Note }
  /** The author has used the clientMessageId for another text. */
  | { readonly outcome: 'idReused' }
  /** The thread has ended since it was read, for example because its customer was erased. Nothing was stored. */
  | { readonly outcome: 'noThread' };

/**
 * Writes a note of an operator. One transaction.
 *
 * @throws {ItemsBusyError} when other transactions were at the thread at every try: nothing was stored
 */
export async function addNote(
  context: ChatContext,
  { threadId, createdAt }: ThreadHead,
  request: NoteRequest,
): Promise<NoteResult> {
  const { text, author, clientMessageId } = request;
  const noteId = clientMessageId === undefined ? context.newId() : hashOf(author, clientMessageId);
  const timestamp = context.now();
  const note: Note = {
    noteId,
    threadId,
    text,
    author,
    timestamp,
    kind: 'note',
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  };
  const put = {
    TableName: context.tables.partitionedKeys,
    Item: itemOf(context, note, `note.${noteId}`, createdAt),
    ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life',
    ExpressionAttributeValues: { ':now': epochSeconds(timestamp), ':life': createdAt },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  const failed = await writeBeside(context, { threadId, createdAt }, { Put: put });
  if (failed === undefined) return { outcome: 'stored', note };
  if (failed.item === undefined) return { outcome: 'noThread' };
  const stored = noteOf(failed.item);
  return stored.text === text ? { outcome: 'duplicate', note: stored } : { outcome: 'idReused' };
}

/**
 * Writes an item beside a thread while the thread is there: what is written beside one that was erased meanwhile, nobody would
 * find again. One transaction.
 *
 * @returns what refused it: the item as it is, or none where the thread has ended; `undefined` if it was written
 * @throws {ItemsBusyError} when other transactions were at the thread at every try: nothing was stored
 */
export async function writeBeside(
  context: ChatContext,
  { threadId, createdAt }: Pick<ThreadHead, 'threadId' | 'createdAt'>,
  item: TransactItem,
): Promise<{ readonly item?: Readonly<Record<string, unknown>> } | undefined> {
  const thread = livesOn(context.tables, threadId, { createdAt });
  const [first] = await commitOrTell(context, [thread, item]);
  if (first === undefined) return undefined;
  return first.name === 0 || first.item === undefined ? {} : { item: first.item };
}

/**
 * The write of what a bot says about a conversation when it hands over, for the transaction of the hand-over.
 *
 * @param summary takes the place of what an earlier hand-over said; an empty text says nothing
 */
export function writeSummary(
  context: ChatContext,
  { threadId, createdAt }: Pick<ThreadHead, 'threadId' | 'createdAt'>,
  summary: { readonly text: string; readonly author: string },
): TransactItem {
  const note: Note = { noteId: summaryKey, threadId, ...summary, timestamp: context.now(), kind: 'summary' };
  return {
    Put: { TableName: context.tables.partitionedKeys, Item: itemOf(context, note, summaryKey, createdAt) },
  };
}

const itemOf = (context: ChatContext, note: Note, sortKey: string, life: number): NoteItem => ({
  ...note,
  partitionKey: notesPartition(note.threadId),
  sortKey,
  life,
  expiresAt: expiryOf(context.now(), context.retentionDays),
});

function noteOf(item: Readonly<Record<string, unknown>>): Note {
  const { partitionKey: _, sortKey: __, life: ___, expiresAt: ____, ...note } = item as unknown as NoteItem;
  return note;
}

/** The same for the same author and id; 128 bits, and no text of either. */
const hashOf = (author: string, clientMessageId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([author, clientMessageId]))
    .digest('base64url')
    .slice(0, 22);

/** Whether an item says something about the life of a thread that is meant. */
const isCurrent = (item: Readonly<Record<string, unknown>>, life: number | undefined, now: number): boolean =>
  item.life === life && item.text !== '' && !isExpired(item, now);

/** Every note of a thread's present life, oldest first. */
export async function readNotes(
  context: ChatContext,
  { threadId, createdAt }: ThreadHead,
): Promise<readonly Note[]> {
  const { client, tables, now } = context;
  const notes: Note[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :notes',
        ExpressionAttributeValues: { ':notes': notesPartition(threadId) },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) {
      // The tags lie beside the notes.
      if (item.noteId !== undefined && isCurrent(item, createdAt, now())) notes.push(noteOf(item));
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return notes.toSorted((a, b) => a.timestamp - b.timestamp);
}
