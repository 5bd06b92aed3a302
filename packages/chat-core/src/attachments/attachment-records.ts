import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, type Item, isExpired, type Key } from '@switchboard/data-core';
import type { Attachment } from '@switchboard/protocol';
import { hasDevice } from '../connections/connection-item.ts';
import { notErasedMeanwhile } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { commitOrTell } from '../context/commit-patiently.ts';
import { readItems } from '../context/read-items.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { livesOn } from '../threads/head-item.ts';
import { listEntry } from '../threads/listed-threads.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { leastRecordExpiry, recordExpiryOf } from './attachment-expiry.ts';
import { attachmentPrefix } from './attachments.bucket.ts';
import type { ObjectStore } from './object-store.ts';

/** What is known of a file that was, or is to be, uploaded. */
export interface AttachmentRecord {
  readonly threadId: string;
  readonly attachmentId: string;
  /** The user who uploads it, and who alone can send it. */
  readonly owner: string;
  readonly name: string;
  /** The media type, for example `image/png`. */
  readonly type: string;
  readonly sizeBytes: number;
  /** The file is in the bucket, with this type and size. */
  readonly isUploaded: boolean;
}

/** A record as the table keeps it. */
export interface StoredAttachment extends AttachmentRecord {
  /** When the record expires, epoch seconds. It counts from the upload, and does not change. */
  readonly expiresAt: number;
}

/** The partition of `partitioned_keys` with the attachments of a thread. */
const attachmentsPartition = (threadId: string): string => `attachments.${threadId}`;

/** The key of an attachment's object. Ids are unique, so it tells nothing of the thread. */
export const objectKeyOf = (attachmentId: string): string => `${attachmentPrefix}${attachmentId}`;

const keyOf = (threadId: string, attachmentId: string): Key => ({
  partitionKey: attachmentsPartition(threadId),
  sortKey: attachmentId,
});

/** Where the records of attachments lie, to be read together with their thread. */
export const attachmentKeys = (
  { partitionedKeys }: ChatContext['tables'],
  threadId: string,
  attachmentIds: readonly string[],
): readonly { readonly tableName: string; readonly key: Key }[] =>
  attachmentIds.map((attachmentId) => ({ tableName: partitionedKeys, key: keyOf(threadId, attachmentId) }));

/** @returns the record in an item of the table, or `undefined` if there is none, or it or the message that has the file has expired */
export function parseAttachment(item: Item | undefined, now: number): StoredAttachment | undefined {
  if (item === undefined || isExpired(item, now) || isExpired({ expiresAt: item.sentUntil }, now))
    return undefined;
  const { partitionKey, sortKey, owner, name, type, sizeBytes, isUploaded, expiresAt } = item as Item &
    StoredAttachment;
  const threadId = String(partitionKey).slice(attachmentsPartition('').length);
  return { threadId, attachmentId: String(sortKey), owner, name, type, sizeBytes, isUploaded, expiresAt };
}

/** What a message says of an attachment. */
export const attachmentOf = ({ attachmentId, name, type, sizeBytes }: AttachmentRecord): Attachment => ({
  attachmentId,
  name,
  type,
  size: sizeBytes,
});

/** Who asks for a link to upload a file. */
export interface Uploader {
  /** The device that asks: its user owns the file. */
  readonly connectionId: string;
  readonly role: 'customer' | 'operator';
  /** The thread as it was read; `null` where its first message has not been written. */
  readonly head: Pick<ThreadHead, 'listedUntil' | 'createdAt'> | null;
}

/**
 * Why no file is noted: the device is gone, because its session was revoked; or there is no thread for an operator's file, perhaps because
 * it ended since it was read.
 */
export type BeginRefusal = 'revoked' | 'noThread';

/**
 * Notes that a file is about to be uploaded. One transaction.
 *
 * An erasure finds the files of a user by the user's list of threads and the records of each. So the record is kept as long
 * as the file, and the thread is listed under its uploader: a customer even if no message is ever written in it, an operator even if it is
 * not theirs. Nothing is noted for a device whose session was revoked, because an erasure revokes sessions first. The erasure of a customer
 * deletes the operators' files in the customer's threads, so none is noted if the thread is gone.
 *
 * @throws {ItemsBusyError} when other transactions were at the items at every try: nothing was stored
 */
export async function beginAttachment(
  context: ChatContext,
  file: Omit<AttachmentRecord, 'attachmentId' | 'isUploaded'>,
  { connectionId, role, head }: Uploader,
): Promise<StoredAttachment | BeginRefusal> {
  const { tables, now, newId, retentionDays } = context;
  const { threadId, ...fields } = file;
  if (role === 'operator' && head === null) return 'noThread';
  const attachmentId = newId();
  const expiresAt = recordExpiryOf(now(), retentionDays);
  const Item = { ...keyOf(threadId, attachmentId), ...fields, isUploaded: false, expiresAt };
  const isListed = role === 'customer' && (head?.listedUntil ?? 0) >= expiresAt;
  const [refused] = await commitOrTell(context, [
    hasDevice(tables, file.owner, connectionId),
    { Put: { TableName: tables.partitionedKeys, Item } },
    ...(role === 'operator' && head !== null ? [livesOn(tables, threadId, head)] : []),
    ...(isListed ? [] : [listEntry(tables.partitionedKeys, file.owner, threadId, expiresAt)]),
  ]);
  if (refused !== undefined) return refused.name === 0 ? 'revoked' : 'noThread';
  return { ...file, attachmentId, isUploaded: false, expiresAt };
}

/** A file that comes another way than by an upload link, under an id of its own. */
export interface BroughtFile extends Omit<AttachmentRecord, 'isUploaded'> {
  readonly content: Uint8Array;
  /** When it was known last that the owner may bring files, epoch milliseconds: nothing is kept if the owner was erased since. */
  readonly lookedAt: number;
}

/**
 * Stores a file and notes it. Bringing it again changes nothing. One transaction, one request of the bucket, one write.
 *
 * It is noted before it is stored, under a thread that is listed under its owner: so an erasure finds it at any moment, and leaves
 * an empty object that takes no file any more.
 *
 * @returns `undefined` where the owner was erased meanwhile
 * @throws {ItemsBusyError} when other transactions were at the items at every try
 */
export async function bringAttachment(
  context: ChatContext,
  objects: Pick<ObjectStore, 'write'>,
  { content, lookedAt, ...file }: BroughtFile,
): Promise<AttachmentRecord | undefined> {
  const { tables, now, retentionDays } = context;
  const { threadId, attachmentId, ...fields } = file;
  const expiresAt = recordExpiryOf(now(), retentionDays);
  const Item = { ...keyOf(threadId, attachmentId), ...fields, isUploaded: false, expiresAt };
  const ConditionExpression = 'attribute_not_exists(partitionKey)';
  const failed = await commitOrTell(context, [
    { Put: { TableName: tables.partitionedKeys, Item, ConditionExpression } },
    notErasedMeanwhile(context, file.owner, lookedAt),
    listEntry(tables.partitionedKeys, file.owner, threadId, expiresAt),
  ]);
  // The record of an earlier try is as good.
  if (failed.some(({ name }) => name === 1)) return undefined;
  await objects.write(file, content);
  // A file that was sent, and perhaps taken away with its message, stays as it is; one that was erased is not there.
  await conditionHeld(confirmAttachment(context, file, ' AND attribute_not_exists(sentUntil)'));
  return { ...file, isUploaded: true };
}

/**
 * Records that a file is in the bucket. One write.
 *
 * @param andIf another condition, as DynamoDB reads it. @default none
 */
export async function confirmAttachment(
  context: ChatContext,
  { threadId, attachmentId }: Pick<AttachmentRecord, 'threadId' | 'attachmentId'>,
  andIf = '',
): Promise<void> {
  const { client, tables } = context;
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key: keyOf(threadId, attachmentId),
    UpdateExpression: 'SET isUploaded = :true',
    ConditionExpression: `attribute_exists(partitionKey)${andIf}`,
    ExpressionAttributeValues: { ':true': true },
  });
  await retryConflicts(context, () => client.send(update));
}

/** Reads the records of some attachments of a thread, in no order. One request. */
export async function readAttachments(
  context: ChatContext,
  threadId: string,
  attachmentIds: readonly string[],
): Promise<readonly StoredAttachment[]> {
  const keys = [...new Set(attachmentIds)].map((attachmentId) => keyOf(threadId, attachmentId));
  const items = await readItems(context, context.tables.partitionedKeys, keys);
  return items.flatMap((item) => parseAttachment(item, context.now()) ?? []);
}

/** Every attachment of a thread, those past their time included: their objects may still be there. */
export async function listAttachments(
  { client, tables }: Pick<ChatContext, 'client' | 'tables'>,
  threadId: string,
): Promise<readonly StoredAttachment[]> {
  const found: StoredAttachment[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :attachments',
        ExpressionAttributeValues: { ':attachments': attachmentsPartition(threadId) },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    found.push(...(page.Items ?? []).flatMap((item) => parseAttachment(item, 0) ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

/** Forgets an attachment: no link to it is given any more. One write. */
export async function forgetAttachment(
  context: ChatContext,
  { threadId, attachmentId }: Pick<AttachmentRecord, 'threadId' | 'attachmentId'>,
): Promise<void> {
  const { client, tables } = context;
  await retryConflicts(context, () =>
    client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key: keyOf(threadId, attachmentId) })),
  );
}

/**
 * The writes that give a message its files, as parts of its transaction: on the condition that each is the author's,
 * uploaded, not sent before, and kept as long as the message. So a file goes with its one message when that is deleted.
 *
 * @param expiresAt when the message expires, epoch seconds: nobody gets a link to the file after it
 */
export const sendAttachments = (
  { partitionedKeys }: ChatContext['tables'],
  { threadId, userId }: { readonly threadId: string; readonly userId: string },
  attachments: readonly Attachment[],
  expiresAt: number,
): readonly TransactItem[] =>
  attachmentIdsOf(attachments).map((attachmentId) => ({
    Update: {
      TableName: partitionedKeys,
      Key: keyOf(threadId, attachmentId),
      UpdateExpression: 'SET sentUntil = :end',
      ConditionExpression:
        'isUploaded = :true AND #owner = :author AND expiresAt >= :kept AND attribute_not_exists(sentUntil)',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':true': true,
        ':author': userId,
        ':end': expiresAt,
        ':kept': leastRecordExpiry(expiresAt),
      },
    },
  }));

/** The ids of files and of their thumbnails, each once. */
export const attachmentIdsOf = (
  attachments: readonly Pick<Attachment, 'attachmentId' | 'thumbnailId'>[],
): readonly string[] => [
  ...new Set(
    attachments.flatMap(({ attachmentId, thumbnailId }) => [attachmentId, thumbnailId ?? attachmentId]),
  ),
];

/**
 * The write that withdraws a file that was sent, as a part of a transaction: no link to it is given any more. What is left of the
 * record lets an erasure find the file, even if the function that withdraws it dies before it removes it.
 */
export const withdrawAttachment = (
  { tables: { partitionedKeys }, now, retentionDays }: Pick<ChatContext, 'tables' | 'now' | 'retentionDays'>,
  { threadId, owner }: Pick<AttachmentRecord, 'threadId' | 'owner'>,
  attachmentId: string,
): TransactItem => ({
  Update: {
    TableName: partitionedKeys,
    Key: keyOf(threadId, attachmentId),
    UpdateExpression:
      'SET isUploaded = :false, sentUntil = if_not_exists(sentUntil, :end), #owner = :owner, ' +
      'expiresAt = if_not_exists(expiresAt, :end) REMOVE #name',
    ExpressionAttributeNames: { '#owner': 'owner', '#name': 'name' },
    ExpressionAttributeValues: {
      ':false': false,
      ':owner': owner,
      ':end': recordExpiryOf(now(), retentionDays),
    },
  },
});
