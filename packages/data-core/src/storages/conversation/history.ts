import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isDeleted, numberOf } from './conversation-item.ts';
import { type ConversationOf, conversationKey, firstTurnOf, pageRange } from './conversation-keys.ts';
import { ConversationNotFoundError } from './errors.ts';
import { type NumberedTurn, readTurns } from './turn.ts';

/** Which turns: those before or after a number, or else the newest. */
export interface HistoryOptions {
  /** Turns with lower numbers, the nearest ones. @default the newest turns */
  readonly before?: number;
  /** Turns with higher numbers, the nearest ones; 0 for the first. Excludes `before`. */
  readonly after?: number;
  /** How many at most, 1 to 1000. @default 50 */
  readonly limit?: number;
}

export interface HistoryPage {
  /** The oldest first. */
  readonly turns: readonly NumberedTurn[];
  /** Give it as `before` for the page with older turns; null if there are none. */
  readonly before: number | null;
  /** Give it as `after` for the page with newer turns; null if there are none yet. */
  readonly after: number | null;
}

/** Indices of turns, the first included, the last not; the conversation's first turn has index 0. */
interface TurnRange {
  readonly from: number;
  readonly to: number;
}

/** Which of `count` turns are asked for. */
function rangeOf({ before, after, limit = 50 }: HistoryOptions, count: number): TurnRange {
  if (after !== undefined) {
    const from = Math.min(after, count);
    return { from, to: Math.min(count, from + limit) };
  }
  const to = before === undefined ? count : Math.min(count, Math.max(0, before - 1));
  return { from: Math.max(0, to - limit), to };
}

/** Reads turns from the conversation's item and, where they are older than what that holds, from the pages. */
export async function readHistory(
  conversation: ConversationOf,
  options: HistoryOptions,
): Promise<HistoryPage> {
  const { client, tableName, userId, chatId } = conversation;
  const get = new GetCommand({
    TableName: tableName,
    Key: conversationKey(userId, chatId),
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  if (!Item || isDeleted(Item)) throw new ConversationNotFoundError(userId, chatId);
  const firstInItem = numberOf(Item.first_turn);
  const newest = numbered(readTurns(Item.content), firstInItem);
  const count = firstInItem + newest.length;
  const range = rangeOf(options, count);
  // What is on pages when the item is read stays there, so the two reads fit together.
  const onPages = { from: range.from, to: Math.min(range.to, firstInItem) };
  const older = onPages.from < onPages.to ? await readPages(conversation, onPages) : [];
  const turns = [...older, ...newest].filter(({ number }) => number > range.from && number <= range.to);
  return {
    turns,
    before: range.from > 0 ? range.from + 1 : null,
    after: range.to < count ? range.to : null,
  };
}

/** Reads the pages that hold the range, from the latest of them back to the earliest. */
async function readPages(
  { client, tableName, userId, chatId }: ConversationOf,
  range: TurnRange,
): Promise<NumberedTurn[]> {
  const { from, to } = pageRange(chatId, range.to - 1);
  const turns: NumberedTurn[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'user_id = :user AND chat_id BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':user': userId, ':from': from, ':to': to },
        ConsistentRead: true,
        // Pages hold some dozens of turns: a few of them are enough for most.
        Limit: 3,
        ExclusiveStartKey: startKey,
      }),
    );
    for (const item of page.Items ?? []) {
      turns.unshift(...numbered(readTurns(item.content), firstTurnOf(numberOf(item.chat_id))));
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey && (turns[0]?.number ?? Number.POSITIVE_INFINITY) > range.from + 1);
  return turns;
}

function numbered(turns: readonly ReturnType<typeof readTurns>[number][], firstTurn: number): NumberedTurn[] {
  return turns.map((turn, index) => ({ ...turn, number: firstTurn + index + 1 }));
}
