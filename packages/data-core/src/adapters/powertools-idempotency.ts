import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyRecordStatus,
} from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import { GetCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StoreOptions, StoreTable } from '../shared/client/store.ts';
import { readStore } from '../shared/client/store.ts';
import { isConditionFailed } from '../shared/errors/condition-failed.ts';
import { epochSeconds } from '../shared/time/expiry.ts';
import { deleteItem, putItem, updateItem } from '../shared/transaction/single-write.ts';

/**
 * Keeps the records of Powertools' idempotency in the table `keys`, whose TTL deletes them. A record is at
 * `idempotency.<key>`, so it never meets another namespace.
 *
 * @example makeIdempotent(handler, { persistenceStore: new KeysPersistenceLayer({ tableName }) });
 */
export class KeysPersistenceLayer extends BasePersistenceLayer {
  readonly #table: StoreTable;
  readonly #now: () => number;

  constructor(options: StoreOptions) {
    super();
    const { now, ...table } = readStore('KeysPersistenceLayer', options);
    this.#table = table;
    this.#now = now;
  }

  protected async _getRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    const { client, tableName } = this.#table;
    const get = new GetCommand({ TableName: tableName, Key: keyOf(idempotencyKey), ConsistentRead: true });
    const { Item } = await client.send(get);
    if (!Item) throw new IdempotencyItemNotFoundError();
    return toRecord(idempotencyKey, Item);
  }

  /**
   * ```
   * |  in progress, nobody else may start  |  its function must be dead: again  |  expired: again
   * |                    inProgressExpiryTimestamp (ms)             expiryTimestamp (s)        > time
   * ```
   */
  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    const { client, tableName } = this.#table;
    const nowMs = this.#now();
    const expired = 'expiresAt <= :nowSeconds';
    const abandoned = '(#status = :inProgress AND inProgressUntil < :nowMs)';
    const put: PutCommandInput = {
      TableName: tableName,
      Item: {
        ...keyOf(record.idempotencyKey),
        status: record.getStatus(),
        expiresAt: record.expiryTimestamp,
        inProgressUntil: record.inProgressExpiryTimestamp,
        payloadHash: record.payloadHash,
      },
      ConditionExpression: ['attribute_not_exists(#key)', expired, abandoned].join(' OR '),
      ExpressionAttributeNames: { '#key': 'key', '#status': 'status' },
      ExpressionAttributeValues: {
        ':nowSeconds': epochSeconds(nowMs),
        ':nowMs': nowMs,
        ':inProgress': IdempotencyRecordStatus.INPROGRESS,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    try {
      await putItem(client, put);
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      const existing = error.Item && toRecord(record.idempotencyKey, unmarshall(error.Item));
      throw new IdempotencyItemAlreadyExistsError(
        `There is a record of ${record.idempotencyKey}.`,
        existing,
        {
          cause: error,
        },
      );
    }
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const { client, tableName } = this.#table;
    const { responseData, payloadHash } = record;
    const update = {
      TableName: tableName,
      Key: keyOf(record.idempotencyKey),
      UpdateExpression: `SET #status = :status, expiresAt = :expiresAt${responseData === undefined ? '' : ', responseData = :response'}${
        payloadHash === undefined ? '' : ', payloadHash = :hash'
      }`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':status': record.getStatus(),
        ':expiresAt': record.expiryTimestamp,
        ...(responseData !== undefined && { ':response': responseData }),
        ...(payloadHash !== undefined && { ':hash': payloadHash }),
      },
    };
    await updateItem(client, update);
  }

  protected async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    const { client, tableName } = this.#table;
    await deleteItem(client, { TableName: tableName, Key: keyOf(record.idempotencyKey) });
  }
}

function keyOf(idempotencyKey: string): { key: string } {
  return { key: `idempotency.${idempotencyKey}` };
}

function toRecord(idempotencyKey: string, item: Record<string, unknown>): IdempotencyRecord {
  const { status, expiresAt, inProgressUntil, payloadHash, responseData } = item;
  return new IdempotencyRecord({
    idempotencyKey,
    status: status === IdempotencyRecordStatus.COMPLETED ? status : IdempotencyRecordStatus.INPROGRESS,
    ...(typeof expiresAt === 'number' && { expiryTimestamp: expiresAt }),
    ...(typeof inProgressUntil === 'number' && { inProgressExpiryTimestamp: inProgressUntil }),
    ...(typeof payloadHash === 'string' && { payloadHash }),
    // biome-ignore lint/suspicious/noExplicitAny: Powertools' own type of what a handler returned
    ...(responseData !== undefined && { responseData: responseData as any }),
  });
}
