import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { isExpired } from '@switchboard/data-core';
import type { Attachment } from '@switchboard/protocol';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import type { AppendRequest, Author, StoredMarker } from './append-request.ts';

/** What the table keeps of a message by its author and clientMessageId, to answer a retry with. */
interface MarkerItem extends StoredMarker {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** The `createdAt` of the thread's life that the message belongs to. */
  readonly life: number;
  /** What the message said, as a hash. */
  readonly content: string;
  /** Epoch seconds, as the message's. */
  readonly expiresAt: number;
}

/** What a marker found says about a message that is about to be stored. */
export type MarkerVerdict =
  | { readonly outcome: 'duplicate'; readonly message: StoredMarker }
  | { readonly outcome: 'idReused' };

/** Everything that identifies a message of its author. */
export type Identified = Pick<
  AppendRequest,
  'threadId' | 'author' | 'text' | 'metadata' | 'replyTo' | 'change'
> & {
  readonly clientMessageId: string;
  readonly attachments?: readonly (Pick<Attachment, 'attachmentId'> & Partial<Attachment>)[];
};

/** The partition of `partitioned_keys` with the markers of a thread. */
export const markerPartition = (threadId: string): string => `message.${threadId}`;

const nameOf = (author: Author): string => (author.type === 'bot' ? author.name : author.userId);

const keyOf = ({ threadId, author, clientMessageId }: Identified) => ({
  partitionKey: markerPartition(threadId),
  // As JSON, so that no two pairs of author and id give the same key, whatever characters they have.
  sortKey: JSON.stringify([author.type, nameOf(author), clientMessageId]),
});

/** Whether a marker, by its sort key, is of a message that this customer wrote. */
export function isMarkerOf(sortKey: string, userId: string): boolean {
  const [type, name]: readonly unknown[] = JSON.parse(sortKey);
  return type === 'user' && name === userId;
}

/** Equal for equal text, metadata, target and files; the order of the metadata's fields does not matter. 128 bits. */
function contentOf({ text, metadata = {}, replyTo, change, attachments }: Identified): string {
  const more = { replyTo, change, attachments: attachments?.map(({ attachmentId }) => attachmentId) };
  const hasMore = Object.values(more).some((value) => value !== undefined);
  const content = [text, sorted(metadata), ...(hasMore ? [more] : [])];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

/** The same value with the fields of every object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]));
}

/** Puts the marker of a message, on the condition that this life of the thread has none yet. */
export function putMarker(
  tableName: string,
  identified: Identified,
  { messageId, threadId, seq, timestamp, expiresAt }: StoredMessage,
  life: number,
  nowSeconds: number,
): TransactItem {
  const { clientMessageId } = identified;
  const content = contentOf(identified);
  const item: MarkerItem = {
    ...keyOf(identified),
    messageId,
    threadId,
    seq,
    timestamp,
    clientMessageId,
    life,
    content,
    expiresAt,
  };
  return {
    Put: {
      TableName: tableName,
      Item: item,
      // A marker that has expired counts as none, though DynamoDB has not deleted it yet; so does one of an earlier life.
      ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life',
      ExpressionAttributeValues: { ':now': nowSeconds, ':life': life },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** What the item of a marker says about a message with its id. */
export function verdictOf(item: Readonly<Record<string, unknown>>, identified: Identified): MarkerVerdict {
  const { messageId, threadId, seq, timestamp, clientMessageId, content } = item as unknown as MarkerItem;
  if (content !== contentOf(identified)) return { outcome: 'idReused' };
  return { outcome: 'duplicate', message: { messageId, threadId, seq, timestamp, clientMessageId } };
}

/** Looks whether the author has stored the message before, in this life of the thread. One request. */
export async function findMarker(
  { client, tables, now }: ChatContext,
  identified: Identified,
  life: number,
): Promise<MarkerVerdict | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.partitionedKeys, Key: keyOf(identified), ConsistentRead: true }),
  );
  if (Item === undefined || isExpired(Item, now()) || Item.life !== life) return undefined;
  return verdictOf(Item, identified);
}
