import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { batchWrite } from '../../shared/batch/batch-write.ts';
import { valueSizeBytes } from '../../shared/encoding/item-size.ts';
import { type TransactWriteItem, transactWrite } from '../../shared/transaction/transact-write.ts';
import { isDeleted, numberOf } from './conversation-item.ts';
import { type ConversationOf, conversationKey, markKey, pageKey } from './conversation-keys.ts';
import { readTurns, type Turn } from './turn.ts';

/** The oldest turns of a conversation, to be moved to a page of their own. */
interface PageMove {
  readonly turns: readonly Turn[];
  /** The index of the first of them in the conversation. */
  readonly firstTurn: number;
  /** The latest time of a turn on this and all earlier pages. */
  readonly pagedUntil: number;
  readonly sizeBytes: number;
}

/** A page takes so many turns, for the expression that removes them, and so many bytes, for the item. */
const maxPageTurns = 100;
const maxPageBytes = 380 * 1024;

/**
 * Which turns to move: the oldest, so that what stays is a quarter of `contentBytes`, and at least the newest turn if there is any room.
 *
 * @returns undefined if there is nothing to move
 */
function planMove(item: Record<string, unknown>, contentBytes: number): PageMove | undefined {
  const content = readTurns(item.content);
  const sizes = content.map((turn) => valueSizeBytes(turn));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= contentBytes) return undefined;
  const movable = contentBytes > 0 ? content.length - 1 : content.length;
  let count = 0;
  let sizeBytes = 0;
  while (count < Math.min(movable, maxPageTurns) && total - sizeBytes > contentBytes / 4) {
    const next = sizeBytes + (sizes[count] ?? 0);
    if (count > 0 && next > maxPageBytes) break;
    sizeBytes = next;
    count += 1;
  }
  if (count === 0) return undefined;
  const turns = content.slice(0, count);
  const pagedUntil = Math.max(numberOf(item.paged_until), ...turns.map(({ at }) => at));
  return { turns, firstTurn: numberOf(item.first_turn), pagedUntil, sizeBytes };
}

/** Puts the page and takes its turns out of the conversation, together; a turn that is appended meanwhile does not disturb. */
function moveWrites(tableName: string, userId: number, chatId: number, move: PageMove): TransactWriteItem[] {
  const { turns, firstTurn, pagedUntil, sizeBytes } = move;
  const nothingMoved =
    firstTurn === 0 ? '(attribute_not_exists(first_turn) OR first_turn = :before)' : 'first_turn = :before';
  // DynamoDB counts the elements as they are before the update, the embedded engine after each removal: from the last to the first
  // both remove the same.
  const elements = turns.map((_, index) => `content[${index}]`).reverse();
  return [
    {
      Put: {
        TableName: tableName,
        Item: { ...pageKey(userId, chatId, firstTurn), content: turns },
        ConditionExpression: 'attribute_not_exists(chat_id)',
      },
    },
    {
      Update: {
        TableName: tableName,
        Key: conversationKey(userId, chatId),
        UpdateExpression:
          `REMOVE ${elements.join(', ')} ` +
          'SET first_turn = :after, paged_until = :until ADD content_bytes :bytes DELETE turn_ids :ids',
        ConditionExpression: `${nothingMoved} AND attribute_not_exists(deleted_at)`,
        ExpressionAttributeValues: {
          ':before': firstTurn,
          ':after': firstTurn + turns.length,
          ':until': pagedUntil,
          ':bytes': -sizeBytes,
          ':ids': new Set(turns.map(({ id }) => id)),
        },
      },
    },
  ];
}

/**
 * Moves the oldest turns of a conversation to pages until the rest has at most `contentBytes`. When somebody else does so at the same
 * time, it leaves it to them.
 */
export async function movePage(conversation: ConversationOf, contentBytes: number): Promise<void> {
  const { client, tableName, userId, chatId } = conversation;
  const get = new GetCommand({
    TableName: tableName,
    Key: conversationKey(userId, chatId),
    ConsistentRead: true,
  });
  for (;;) {
    const { Item } = await client.send(get);
    const move = Item && !isDeleted(Item) ? planMove(Item, contentBytes) : undefined;
    if (!move) return;
    // Marks before the page: a turn on a page without its mark could be appended once more.
    await putMarks(conversation, move.turns);
    const failed = await transactWrite(client, moveWrites(tableName, userId, chatId, move));
    if (failed.length > 0) return;
  }
}

async function putMarks(
  { client, tableName, userId, chatId }: ConversationOf,
  turns: readonly Turn[],
): Promise<void> {
  const marks = turns.map(({ id }) => ({ put: { ...markKey(userId, chatId, id), turn_id: id } }));
  const left = await batchWrite(client, tableName, ['user_id', 'chat_id'], marks);
  if (left.length > 0) throw new BatchIncompleteError(tableName, left);
}
