import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { StoredMessage } from './stored-message.ts';

export interface HistoryRequest {
  readonly threadId: string;
  /** `backward` gives older messages, `forward` newer ones. @default 'backward' */
  readonly direction?: 'backward' | 'forward';
  /** Goes on where an earlier page of the same thread ended; outweighs `after` and `before`. */
  readonly cursor?: string;
  /** Messages with a later timestamp alone, epoch milliseconds. @default from the start */
  readonly after?: number;
  /** Messages with an earlier timestamp alone, epoch milliseconds. @default to the end */
  readonly before?: number;
  /** The most messages of the page. @default 50 */
  readonly limit?: number;
}

export type HistoryPage =
  | {
      readonly outcome: 'page';
      /** Oldest first, whatever the direction. */
      readonly messages: readonly StoredMessage[];
      /** Where the next page in the same direction goes on; absent on the last one. */
      readonly cursor?: string;
    }
  | { readonly outcome: 'invalidCursor' };

interface Range {
  readonly after: number;
  readonly before: number;
}

const defaultLimit = 50;

/** A page of a thread, without messages that have expired: one Query unless DynamoDB ends it at 1 MB. */
export async function queryMessages(context: ChatContext, request: HistoryRequest): Promise<HistoryPage> {
  const { threadId, direction = 'backward', limit = defaultLimit } = request;
  const range = rangeOf(request);
  if (range === undefined) return { outcome: 'invalidCursor' };
  // One more than asked for tells whether there is another page.
  const found = await collect(context, threadId, direction, range, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    outcome: 'page',
    messages: direction === 'forward' ? page : page.toReversed(),
    ...(found.length > limit && last !== undefined ? { cursor: encodeCursor(last) } : {}),
  };
}

/** What to look between, both ends excluded, or `undefined` if the cursor is not one of this thread. */
function rangeOf(request: HistoryRequest): Range | undefined {
  const { threadId, direction = 'backward', cursor, after = -1, before = Number.MAX_SAFE_INTEGER } = request;
  if (cursor === undefined) return { after, before };
  const position = decodeCursor(cursor, threadId);
  if (position === undefined) return undefined;
  return direction === 'forward'
    ? { after: position.timestamp, before }
    : { after, before: position.timestamp };
}

async function collect(
  { client, tables, now }: ChatContext,
  threadId: string,
  direction: 'backward' | 'forward',
  { after, before }: Range,
  wanted: number,
): Promise<readonly StoredMessage[]> {
  const found: StoredMessage[] = [];
  if (before - after < 2) return found;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.messages,
        KeyConditionExpression: 'threadId = :threadId AND #timestamp BETWEEN :first AND :last',
        FilterExpression: 'expiresAt > :now',
        ExpressionAttributeNames: { '#timestamp': 'timestamp' },
        ExpressionAttributeValues: {
          ':threadId': threadId,
          ':first': after + 1,
          ':last': before - 1,
          ':now': epochSeconds(now()),
        },
        ScanIndexForward: direction === 'forward',
        Limit: wanted - found.length,
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    found.push(...((page.Items ?? []) as StoredMessage[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && found.length < wanted);
  return found;
}
