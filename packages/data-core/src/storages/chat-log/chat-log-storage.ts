import { randomUUID } from 'node:crypto';
import type { DynamoDbService } from '../../shared/client/document-client.ts';
import type { StoreOptions, StoreTable } from '../../shared/client/store.ts';
import { optionsByPosition, readStore } from '../../shared/client/store.ts';
import { requireItemSize } from '../../shared/encoding/json-text.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { readSender, senderKey } from '../../shared/keys/sender-key.ts';
import { expiry } from '../../shared/time/expiry.ts';
import { putItem } from '../../shared/transaction/single-write.ts';
import { type TransactWriteItem, transactWrite } from '../../shared/transaction/transact-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireRecord, requireSeconds, requireWhole } from '../../shared/validation/options.ts';
import {
  besideOthers,
  type ChatLogEvent,
  type ChatLogItem,
  decodeEntry,
  latestMs,
  timeOf,
  toItem,
} from './chat-log-entry.ts';
import { readInteractions } from './chat-log-query.ts';

/** Where failures to log go if they are not thrown. */
export interface ErrorLog {
  error(message: string, ...details: unknown[]): void;
}

export interface ChatLogStorageOptions extends StoreOptions {
  /** Where failures go if they are not thrown. @default console */
  readonly log?: ErrorLog;
  /** Whether a failure goes to the log instead of being thrown. @default true */
  readonly muteErrors?: boolean;
  /** How long entries are kept, in seconds. @default for ever */
  readonly ttlSeconds?: number;
  /** What wingbot-dynamodb calls `ttlSeconds`. */
  readonly expiresInSeconds?: number;
  /** Names each entry. @default crypto.randomUUID */
  readonly newId?: () => string;
  /**
   * What must hold for an entry to be stored, for example that its user was not erased meanwhile: a check of any item, in
   * one transaction with the entry. An entry for which it does not hold is dropped. @default nothing
   */
  readonly onlyIf?: (entry: ChatLogEvent) => TransactWriteItem;
}

/** An entry as it was logged, with what its metadata says beside. */
export interface Interaction {
  readonly senderId: string;
  /** ISO 8601. */
  readonly time: string;
  /** In epoch milliseconds. */
  readonly timestamp: number;
  readonly request: unknown;
  readonly responses: unknown;
  /** What went wrong, for an entry of `error`. */
  readonly err?: string;
  readonly [metadata: string]: unknown;
}

/**
 * What users said and what they were answered. Entries of one millisecond stand side by side.
 *
 * @example
 * await chatLog.log('anna', [{ text: 'Hello!' }], { text: 'Hi', timestamp });
 * await chatLog.getInteractions('anna', null, 10);
 */
export class ChatLogStorage {
  /** Whether a failure to store goes to the log instead of being thrown, as in the original. */
  muteErrors: boolean;
  readonly #table: StoreTable;
  readonly #log: ErrorLog;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #ttlSeconds: number | undefined;
  readonly #onlyIf: ChatLogStorageOptions['onlyIf'];

  constructor(options: ChatLogStorageOptions);
  /** As in wingbot-dynamodb. @param tableName @default 'chatlog' @param log @default console */
  constructor(tableName?: string, dynamoDbService?: DynamoDbService | null, log?: ErrorLog);
  constructor(
    tableName: string,
    log: ErrorLog | undefined,
    options?: Omit<ChatLogStorageOptions, 'tableName' | 'log'>,
  );
  constructor(
    first?: ChatLogStorageOptions | string,
    second?: DynamoDbService | ErrorLog | null,
    third?: ErrorLog | Omit<ChatLogStorageOptions, 'tableName'>,
  ) {
    const { log, rest } = readLog(second, third);
    const options = optionsByPosition('ChatLogStorage', 'chatlog', first, rest);
    const own = ['log', 'newId', 'muteErrors', 'ttlSeconds', 'expiresInSeconds', 'onlyIf'];
    const { now, ...table } = readStore('ChatLogStorage', options, own);
    const { expiresInSeconds, ttlSeconds = expiresInSeconds } = options;
    if (ttlSeconds !== undefined) {
      requireSeconds(options.ttlSeconds === undefined ? 'expiresInSeconds' : 'ttlSeconds', ttlSeconds);
    }
    this.#table = table;
    this.#log = options.log ?? log ?? console;
    this.#now = now;
    this.#newId = options.newId ?? randomUUID;
    this.#ttlSeconds = ttlSeconds;
    this.#onlyIf = options.onlyIf;
    this.muteErrors = options.muteErrors ?? true;
  }

  /**
   * Logs one turn under the time of its request (`timestamp`, in epoch milliseconds), or now.
   *
   * @param metadata attributes of the entry beside the request and the responses; its `pageId` belongs to the key
   */
  async log(
    userId: string,
    responses: readonly unknown[] = [],
    request: Record<string, unknown> = {},
    metadata: Record<string, unknown> = {},
  ): Promise<void> {
    await this.#store({ senderId: userId, responses, request, metadata });
  }

  /** Logs a turn that failed. */
  async error(
    err: unknown,
    userId: string,
    responses: readonly unknown[] = [],
    request: Record<string, unknown> = {},
    metadata: Record<string, unknown> = {},
  ): Promise<void> {
    await this.#store({ senderId: userId, responses, request, metadata, err });
  }

  /**
   * The newest entries of a sender, or those from `startAt` on if only that is given; the oldest first.
   *
   * @param limit how many at most, 1 to 1000. @default 10
   * @param endAt the last time, in epoch milliseconds, inclusive
   * @param startAt the first time, in epoch milliseconds, inclusive
   */
  async getInteractions(
    senderId: string | null | undefined,
    pageId?: string | null,
    limit: number | null = 10,
    endAt: number | null = null,
    startAt: number | null = null,
  ): Promise<Interaction[]> {
    const count = limit ?? 10;
    requireWhole('limit', count, { maximum: 1000 });
    if (startAt !== null) requireWhole('startAt', startAt, { minimum: 0, maximum: latestMs });
    if (endAt !== null) requireWhole('endAt', endAt, { minimum: 0, maximum: latestMs });
    if (startAt !== null && endAt !== null && endAt < startAt)
      throw new InvalidOptionError('endAt', endAt, 'not before startAt');
    // Wingbot asks so for the interactions of no flag.
    if (senderId === null || senderId === undefined) return [];
    const sender = readSender(senderId, pageId);
    const range = {
      userId: senderKey(sender),
      limit: count,
      startAt: startAt ?? undefined,
      endAt: endAt ?? undefined,
    };
    const items = await readInteractions(this.#table, range, this.#now());
    return items.map((item) => toInteraction(sender.senderId, item));
  }

  async #store(event: ChatLogEvent): Promise<void> {
    try {
      requireRecord('request', event.request);
      requireRecord('metadata', event.metadata);
      const item = toItem(event, this.#newId(), this.#now());
      requireItemSize('entry', item);
      await this.#put({ ...item, ...expiry(this.#ttlSeconds, this.#now()) }, this.#onlyIf?.(event));
    } catch (error) {
      if (!this.muteErrors) throw error;
      this.#log.error('Failed to store a chat log entry', error);
    }
  }

  async #put(item: ChatLogItem, check: TransactWriteItem | undefined): Promise<void> {
    if ((await this.#stored(item, check)) === 'collided') await this.#stored(besideOthers(item), check);
  }

  async #stored(
    Item: ChatLogItem,
    check: TransactWriteItem | undefined,
  ): Promise<'stored' | 'collided' | 'dropped'> {
    const put = {
      TableName: this.#table.tableName,
      Item,
      ConditionExpression: 'attribute_not_exists(userId) OR entryId = :entryId',
      ExpressionAttributeValues: { ':entryId': Item.entryId },
    };
    if (check !== undefined) {
      const failed = await transactWrite(this.#table.client, [check, { Put: put }]);
      if (failed.includes(0)) return 'dropped';
      return failed.length > 0 ? 'collided' : 'stored';
    }
    try {
      await putItem(this.#table.client, put);
      return 'stored';
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return 'collided';
    }
  }
}

/** The log stands in second place, or in third place after a client. */
function readLog(
  second: DynamoDbService | ErrorLog | null | undefined,
  third: ErrorLog | Omit<ChatLogStorageOptions, 'tableName'> | undefined,
): { log?: ErrorLog; rest: DynamoDbService | Omit<ChatLogStorageOptions, 'tableName'> | null | undefined } {
  if (isLog(second)) return { log: second, rest: isLog(third) ? undefined : third };
  return isLog(third) ? { log: third, rest: second } : { rest: second ?? third };
}

function isLog(value: unknown): value is ErrorLog {
  return typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'function';
}

function toInteraction(senderId: string, item: Record<string, unknown>): Interaction {
  const time = timeOf(String(item.time));
  const { request, responses, ...metadata } = decodeEntry(item);
  return { ...metadata, senderId, time, timestamp: Date.parse(time), request, responses };
}
