import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  TableNotFoundException,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '@switchboard/data-core/table';

/** The times that a table can be restored to. */
interface Recoverable {
  readonly from: Date;
  readonly to: Date;
}

/** What became of the items of a table that was copied back from. */
interface CopiedBack {
  readonly copied: number;
  /** Items whose key is there: what is there may be newer. */
  readonly kept: number;
  /** Items whose time to live is over. */
  readonly expired: number;
}

/** Tables of DynamoDB, by their names in the account. */
export interface StoredTables {
  exists(name: string): Promise<boolean>;
  /** @returns nothing if there is no such table, or it cannot be restored */
  recoverable(name: string): Promise<Recoverable | undefined>;
  /** Begins to restore a table to a time, as another table. */
  restore(from: string, to: string, time: Date): Promise<void>;
  /** Whether a table can be used. */
  isReady(name: string): Promise<boolean>;
  /**
   * Copies items that are in one table and not in the other, which may be in use meanwhile. Doing it again copies nothing twice.
   *
   * @param onPage is told from time to time how far it has come
   */
  copyMissing(
    table: TableDefinition,
    from: string,
    to: string,
    onPage: (copied: CopiedBack) => void,
  ): Promise<CopiedBack>;
}

export interface StoredTablesOptions {
  readonly region: string;
  /** An endpoint that plays DynamoDB. @default AWS itself */
  readonly endpoint?: string;
  readonly now: () => number;
}

type Item = Record<string, AttributeValue>;

/** How many items are written at once. */
const writesAtOnce = 20;

/** DynamoDB, with the credentials that are found in the usual places. */
export function createStoredTables({ region, endpoint, now }: StoredTablesOptions): StoredTables {
  const client = new DynamoDBClient({ region, maxAttempts: 10, ...(endpoint !== undefined && { endpoint }) });

  const statusOf = async (name: string): Promise<string | undefined> => {
    try {
      return (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };

  const putMissing = async (tableName: string, keyName: string, item: Item): Promise<keyof CopiedBack> => {
    try {
      const put = new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': keyName },
      });
      await client.send(put);
      return 'copied';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'kept';
      throw error;
    }
  };

  return {
    exists: async (name) => (await statusOf(name)) !== undefined,
    isReady: async (name) => (await statusOf(name)) === 'ACTIVE',
    async recoverable(name) {
      try {
        const { ContinuousBackupsDescription: backups } = await client.send(
          new DescribeContinuousBackupsCommand({ TableName: name }),
        );
        const { EarliestRestorableDateTime: from, LatestRestorableDateTime: to } =
          backups?.PointInTimeRecoveryDescription ?? {};
        return from && to ? { from, to } : undefined;
      } catch (error) {
        if (error instanceof TableNotFoundException) return undefined;
        throw error;
      }
    },
    async restore(from, to, time) {
      await client.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: from,
          TargetTableName: to,
          RestoreDateTime: time,
        }),
      );
    },
    async copyMissing({ partitionKey, ttlAttribute }, from, to, onPage) {
      const counts = { copied: 0, kept: 0, expired: 0 };
      const isExpired = (item: Item): boolean =>
        ttlAttribute !== undefined && Number(item[ttlAttribute]?.N ?? Infinity) <= now() / 1000;
      const pages = paginateScan({ client, pageSize: 500 }, { TableName: from, ConsistentRead: true });
      for await (const { Items: items = [] } of pages) {
        const alive = items.filter((item) => !isExpired(item));
        counts.expired += items.length - alive.length;
        for (let start = 0; start < alive.length; start += writesAtOnce) {
          const written = alive.slice(start, start + writesAtOnce);
          const results = await Promise.all(written.map((item) => putMissing(to, partitionKey.name, item)));
          for (const result of results) counts[result] += 1;
        }
        onPage(counts);
      }
      return counts;
    },
  };
}
