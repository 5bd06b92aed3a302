import { GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { valueSizeBytes } from '../../shared/encoding/item-size.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { isDeleted, numberOf } from './conversation-item.ts';
import { type ConversationOf, conversationKey, markKey } from './conversation-keys.ts';
import { ConversationBusyError, ConversationNotFoundError } from './errors.ts';
import { movePage } from './move-page.ts';
import type { Turn } from './turn.ts';

/** What is known of the turns on pages when a turn is appended. */
type PageCondition =
  /** All of them were said before the turn, which thus cannot be one of them. */
  | { readonly saidBefore: number }
  /** The turn is not on the pages, of which there are no more than when that was looked up. */
  | { readonly firstTurn: number };

/** What became of an attempt. `unsure`: the turn may be on a page. */
type Outcome =
  | { readonly appended: boolean; readonly number?: number; readonly contentBytes?: number }
  | 'unsure';

/** What a result of append says; `number` is missing for a turn that was there already. */
export interface AppendResult {
  /** False if the conversation has a turn with this id already. */
  readonly appended: boolean;
  /** The turn's number in the conversation: 1, 2, 3, ... */
  readonly number?: number;
}

const maxAttempts = 10;

/**
 * Appends the turn unless the conversation has one with its id.
 *
 * ```
 * pages: turns said up to `paged_until`  |  content: newer turns, their ids in `turn_ids`
 * ---------------------------------------|------------------------------------------------> time
 * a turn said later than `paged_until` can only be in `content`, which one conditional update sees;
 * an earlier one, or one of which we do not know when it was said first, has a mark if it is on a page
 * ```
 */
export async function appendTurn(
  conversation: ConversationOf,
  turn: Turn,
  { saidAtKnown, contentBytes: maxContentBytes }: { saidAtKnown: boolean; contentBytes: number },
): Promise<AppendResult> {
  let condition: PageCondition | undefined = saidAtKnown ? { saidBefore: turn.at } : undefined;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    condition ??= await lookUp(conversation, turn.id);
    if (condition === undefined) return { appended: false };
    const outcome = await tryAppend(conversation, turn, condition);
    if (outcome !== 'unsure') {
      if (numberOf(outcome.contentBytes) > maxContentBytes) await movePage(conversation, maxContentBytes);
      return { appended: outcome.appended, ...(outcome.number !== undefined && { number: outcome.number }) };
    }
    condition = undefined;
  }
  throw new ConversationBusyError(conversation.userId, conversation.chatId);
}

/** @returns undefined if the turn is on a page */
async function lookUp(
  { client, tableName, userId, chatId }: ConversationOf,
  turnId: string,
): Promise<PageCondition | undefined> {
  const get = new GetCommand({
    TableName: tableName,
    Key: conversationKey(userId, chatId),
    ProjectionExpression: 'first_turn, deleted_at, chat_id',
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  if (!Item || isDeleted(Item)) throw new ConversationNotFoundError(userId, chatId);
  // The head before the mark: a page that is made in between changes the head.
  const mark = new GetCommand({
    TableName: tableName,
    Key: markKey(userId, chatId, turnId),
    ConsistentRead: true,
  });
  const marked = (await client.send(mark)).Item?.turn_id === turnId;
  return marked ? undefined : { firstTurn: numberOf(Item.first_turn) };
}

async function tryAppend(
  conversation: ConversationOf,
  turn: Turn,
  condition: PageCondition,
): Promise<Outcome> {
  const { client, tableName, userId, chatId } = conversation;
  const input = appendInput(tableName, conversation, turn, condition);
  try {
    const { Attributes } = await updateItem(client, input);
    return {
      appended: true,
      number: numberOf(Attributes?.turn_count),
      contentBytes: numberOf(Attributes?.content_bytes),
    };
  } catch (error) {
    if (isItemFull(error)) {
      await movePage(conversation, 0);
      return 'unsure';
    }
    if (!isConditionFailed(error)) throw error;
    if (!error.Item || error.Item.deleted_at) throw new ConversationNotFoundError(userId, chatId);
    return error.Item.turn_ids?.SS?.includes(turn.id) ? { appended: false } : 'unsure';
  }
}

function appendInput(
  tableName: string,
  { userId, chatId }: ConversationOf,
  turn: Turn,
  pages: PageCondition,
): UpdateCommandInput {
  const exists = 'attribute_exists(chat_id) AND attribute_not_exists(deleted_at)';
  const notInContent = 'NOT contains(turn_ids, :turnId)';
  const notOnPages =
    'saidBefore' in pages
      ? '(attribute_not_exists(paged_until) OR paged_until < :at)'
      : pages.firstTurn === 0
        ? '(attribute_not_exists(first_turn) OR first_turn = :firstTurn)'
        : 'first_turn = :firstTurn';
  return {
    TableName: tableName,
    Key: conversationKey(userId, chatId),
    UpdateExpression:
      'SET content = list_append(if_not_exists(content, :none), :turns), updated_at = :at ' +
      'ADD turn_ids :turnIds, turn_count :one, content_bytes :bytes',
    ConditionExpression: `${exists} AND ${notInContent} AND ${notOnPages}`,
    ExpressionAttributeValues: {
      ':none': [],
      ':turns': [turn],
      ':at': turn.at,
      ':turnId': turn.id,
      ':turnIds': new Set([turn.id]),
      ':one': 1,
      ':bytes': valueSizeBytes(turn),
      ...('firstTurn' in pages && { ':firstTurn': pages.firstTurn }),
    },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Whether an update was refused because its item would become larger than 400 KB. */
function isItemFull(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);
}
