import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Arguments, Kind } from './kind.ts';

/** How long a table may take to exist, in seconds. */
const longestCreationSeconds = 120;

const keySchema = ({ hash_key: hash, range_key: range }: Arguments): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
];

const indexesOf = ({ global_secondary_index: indexes = [] }: Arguments) =>
  indexes.map((index: Arguments) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index.projection_type,
      ...(index.non_key_attributes && { NonKeyAttributes: index.non_key_attributes }),
    },
  }));

interface Named {
  readonly IndexName?: string | undefined;
}

const byName = (a: Named, b: Named): number => String(a.IndexName).localeCompare(String(b.IndexName));

/** Tables with their indexes, time to live and point-in-time recovery. */
export const tables = (client: DynamoDBClient): Kind => ({
  type: 'aws_dynamodb_table',
  async create(given) {
    const {
      name: TableName,
      attribute,
      billing_mode: BillingMode,
      ttl,
      point_in_time_recovery: recovery,
    } = given;
    const indexes = indexesOf(given);
    const { TableDescription } = await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: keySchema(given),
        AttributeDefinitions: attribute.map(({ name, type }: Arguments) => ({
          AttributeName: name,
          AttributeType: type,
        })),
        ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
        BillingMode,
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: longestCreationSeconds }, { TableName });
    if (ttl) {
      const TimeToLiveSpecification = { AttributeName: ttl.attribute_name, Enabled: ttl.enabled };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    }
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovery.enabled },
      }),
    );
    return { name: TableName, id: TableName, arn: TableDescription?.TableArn ?? '' };
  },
  async compare(given) {
    const { name: TableName, ttl, point_in_time_recovery: recovery } = given;
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription: timeToLive } = await client.send(
      new DescribeTimeToLiveCommand({ TableName }),
    );
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    }));
    return {
      is: {
        keys: Table?.KeySchema,
        indexes: indexes.toSorted(byName),
        expiry: timeToLive?.AttributeName,
        recovery: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      },
      shouldBe: {
        keys: keySchema(given),
        indexes: indexesOf(given).toSorted(byName),
        expiry: ttl?.attribute_name,
        recovery: recovery.enabled ? 'ENABLED' : 'DISABLED',
      },
    };
  },
  async remove({ name: TableName }) {
    await client.send(new DeleteTableCommand({ TableName }));
  },
});
