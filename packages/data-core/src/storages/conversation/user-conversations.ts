import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreOptions, StoreTable } from '../../shared/client/store.ts';
import { readStore } from '../../shared/client/store.ts';
import { conditionHeld } from '../../shared/errors/condition-failed.ts';
import { putItem, updateItem } from '../../shared/transaction/single-write.ts';
import { type TransactWriteItem, transactWrite } from '../../shared/transaction/transact-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireKnown, requireText, requireWhole } from '../../shared/validation/options.ts';
import { type AppendResult, appendTurn } from './append-turn.ts';
import {
  listInput,
  nextChatIdInput,
  pointInput,
  putConversationInput,
  setLanguageInput,
  switchWrites,
} from './conversation-inputs.ts';
import {
  type Conversation,
  type ConversationSummary,
  isDeleted,
  numberOf,
  readConversation,
  readSummary,
} from './conversation-item.ts';
import { type ConversationOf, conversationKey, maxChatId, pointerKey } from './conversation-keys.ts';
import { deleteConversation } from './delete-conversation.ts';
import { ConversationNotFoundError } from './errors.ts';
import { type HistoryOptions, type HistoryPage, readHistory } from './history.ts';
import { readTurn, type TurnInput } from './turn.ts';

export interface UserConversationsOptions extends StoreOptions {
  /** The language of a conversation that was started without one. @default 'en' */
  readonly defaultLanguage?: string;
  /**
   * How much the newest turns may take, in bytes, before older ones move to a page. Every append rewrites them, so less is cheaper
   * to write, and more is cheaper to read. @default 8192
   */
  readonly contentBytes?: number;
}

/** A conversation that begins when its writes are made, in a transaction of the caller's. */
export interface PreparedConversation {
  readonly conversation: Conversation;
  /** They put the conversation and make it the current one. */
  readonly writes: readonly TransactWriteItem[];
}

export interface ConversationList {
  /** Those that were started last first. */
  readonly conversations: readonly ConversationSummary[];
  /** Give it as `before` for the next page; null at the end. */
  readonly before: number | null;
}

/**
 * The conversations of users: each has many, in a language each, and one is the current one. A conversation has no limit of size.
 *
 * @example
 * const { chatId } = await conversations.start(42, { language: 'de' });
 * await conversations.append(42, chatId, { id: 'update-7', role: 'user', text: 'Hallo!', at: 1_700_000_000_000 });
 * const { turns } = await conversations.history(42, chatId);
 */
export class UserConversations {
  readonly #table: StoreTable;
  readonly #now: () => number;
  readonly #defaultLanguage: string;
  readonly #contentBytes: number;

  constructor(options: UserConversationsOptions) {
    const { now, ...table } = readStore('UserConversations', options, ['defaultLanguage', 'contentBytes']);
    const { defaultLanguage = 'en', contentBytes = 8192 } = options;
    requireText('defaultLanguage', defaultLanguage);
    requireWhole('contentBytes', contentBytes, { minimum: 256, maximum: 300_000 });
    this.#table = table;
    this.#now = now;
    this.#defaultLanguage = defaultLanguage;
    this.#contentBytes = contentBytes;
  }

  /** Starts a conversation and makes it the current one. Costs 3 requests. */
  async start(userId: number, options: { readonly language?: string } = {}): Promise<Conversation> {
    requireUser(userId);
    requireKnown('start', options, ['language']);
    const { language = this.#defaultLanguage } = options;
    requireText('language', language, 64);
    const { client, tableName } = this.#table;
    const nowMs = this.#now();
    const next = nextChatIdInput(tableName, userId);
    const { Attributes } = await updateItem(client, next);
    const chatId = numberOf(Attributes?.last_chat_id);
    const put = putConversationInput(tableName, userId, chatId, language, nowMs);
    await putItem(client, put);
    // Last: the pointer never names a conversation that is not there.
    await updateItem(client, pointInput(tableName, userId, chatId));
    return readConversation({ ...put.Item }, this.#defaultLanguage);
  }

  /**
   * Prepares a conversation that begins, and is the current one, once its writes are made: for a caller who decides in the same
   * transaction whether it is to begin. Costs 1 request. Where the writes are never made, its number is left out.
   *
   * @param options.isFirst whether the writes are refused where there is a current conversation; false by default
   */
  async prepareStart(
    userId: number,
    options: { readonly language?: string; readonly isFirst?: boolean } = {},
  ): Promise<PreparedConversation> {
    requireUser(userId);
    requireKnown('prepareStart', options, ['language', 'isFirst']);
    const { language = this.#defaultLanguage, isFirst = false } = options;
    requireText('language', language, 64);
    const { client, tableName } = this.#table;
    const { Attributes } = await updateItem(client, nextChatIdInput(tableName, userId));
    const chatId = numberOf(Attributes?.last_chat_id);
    const put = putConversationInput(tableName, userId, chatId, language, this.#now());
    const Update = {
      ...pointInput(tableName, userId, chatId),
      ...(isFirst && { ConditionExpression: 'attribute_not_exists(current_chat_id)' }),
    };
    return {
      conversation: readConversation({ ...put.Item }, this.#defaultLanguage),
      writes: [{ Put: put }, { Update }],
    };
  }

  /**
   * The writes that make a conversation the current one, for a transaction of the caller's. They are refused where there is no such
   * conversation.
   */
  switchWrites(userId: number, chatId: number): readonly TransactWriteItem[] {
    const { tableName } = this.#conversation(userId, chatId);
    return switchWrites(tableName, userId, chatId);
  }

  /** The current conversation with its newest turns; null if there is none. */
  async current(userId: number): Promise<Conversation | null> {
    requireUser(userId);
    const { client, tableName } = this.#table;
    const get = new GetCommand({ TableName: tableName, Key: pointerKey(userId), ConsistentRead: true });
    const chatId = numberOf((await client.send(get)).Item?.current_chat_id);
    return chatId === 0 ? null : this.get(userId, chatId);
  }

  /** A conversation with its newest turns; null if there is none. */
  async get(userId: number, chatId: number): Promise<Conversation | null> {
    const { client, tableName } = this.#conversation(userId, chatId);
    const get = new GetCommand({
      TableName: tableName,
      Key: conversationKey(userId, chatId),
      ConsistentRead: true,
    });
    const { Item } = await client.send(get);
    return Item && !isDeleted(Item) ? readConversation(Item, this.#defaultLanguage) : null;
  }

  /**
   * Makes a conversation the current one.
   *
   * @throws {ConversationNotFoundError}
   */
  async switchTo(userId: number, chatId: number): Promise<void> {
    const { client, tableName } = this.#conversation(userId, chatId);
    const failed = await transactWrite(client, switchWrites(tableName, userId, chatId));
    if (failed.length > 0) throw new ConversationNotFoundError(userId, chatId);
  }

  /**
   * Appends a turn, once for each id however often it is sent. Costs 1 request if the turn says when it was said, and now and then
   * a few more that move older turns to a page.
   *
   * @throws {ConversationNotFoundError}
   * @throws {TurnTooLargeError} for a turn of more than 350 KB
   */
  async append(userId: number, chatId: number, turn: TurnInput): Promise<AppendResult> {
    const conversation = this.#conversation(userId, chatId);
    const said = readTurn(turn, this.#now());
    const settings = { saidAtKnown: turn.at !== undefined, contentBytes: this.#contentBytes };
    return appendTurn(conversation, said, settings);
  }

  /**
   * The turns of a conversation, page by page in both directions; without options the newest.
   *
   * @throws {ConversationNotFoundError}
   */
  async history(userId: number, chatId: number, options: HistoryOptions = {}): Promise<HistoryPage> {
    const conversation = this.#conversation(userId, chatId);
    requireHistoryOptions(options);
    return readHistory(conversation, options);
  }

  /**
   * The conversations of a user, those that were started last first.
   *
   * @param options.before list those with lower numbers
   * @param options.limit how many at most, 1 to 1000; 100 by default
   */
  async list(
    userId: number,
    options: { readonly limit?: number; readonly before?: number } = {},
  ): Promise<ConversationList> {
    requireUser(userId);
    requireKnown('list', options, ['limit', 'before']);
    const { limit = 100, before } = options;
    requireWhole('limit', limit, { maximum: 1000 });
    if (before !== undefined) requireWhole('before', before, { minimum: 2, maximum: maxChatId });
    const { client, tableName } = this.#table;
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand(listInput(tableName, userId, limit, before)),
    );
    const found = Items.filter((item) => !isDeleted(item));
    const lastChatId = numberOf(LastEvaluatedKey?.chat_id);
    return {
      conversations: found.map((item) => readSummary(item, this.#defaultLanguage)),
      before: lastChatId > 1 ? lastChatId : null,
    };
  }

  /** @throws {ConversationNotFoundError} */
  async setLanguage(userId: number, chatId: number, language: string): Promise<void> {
    const { client, tableName } = this.#conversation(userId, chatId);
    requireText('language', language, 64);
    const set = setLanguageInput(tableName, userId, chatId, language);
    const found = await conditionHeld(updateItem(client, set));
    if (!found) throw new ConversationNotFoundError(userId, chatId);
  }

  /**
   * Deletes a conversation with all its turns. If it fails on the way, the conversation is gone for everyone, and calling it again
   * removes the rest.
   *
   * @returns false if there was none
   */
  async delete(userId: number, chatId: number): Promise<boolean> {
    return deleteConversation(this.#conversation(userId, chatId), this.#now());
  }

  #conversation(userId: number, chatId: number): ConversationOf {
    requireUser(userId);
    requireWhole('chatId', chatId, { maximum: maxChatId });
    return { ...this.#table, userId, chatId };
  }
}

/** Telegram's users have positive numbers and its groups negative ones. */
function requireUser(userId: number): void {
  requireWhole('userId', userId, { minimum: Number.MIN_SAFE_INTEGER });
}

function requireHistoryOptions(options: HistoryOptions): void {
  requireKnown('history', options, ['before', 'after', 'limit']);
  const { before, after, limit } = options;
  if (limit !== undefined) requireWhole('limit', limit, { maximum: 1000 });
  if (before !== undefined) requireWhole('before', before);
  if (after !== undefined) requireWhole('after', after, { minimum: 0 });
  if (before !== undefined && after !== undefined) {
    throw new InvalidOptionError('after', after, 'left out where there is "before"');
  }
}
