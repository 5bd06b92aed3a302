import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type ConfigHead, headKey } from './config-items.ts';

/** Lets the configuration consist of other parts, on the condition that nobody wrote it since `before` was read. */
export function replaceInput(
  tableName: string,
  id: string,
  before: ConfigHead,
  after: ConfigHead,
): UpdateCommandInput {
  const unchanged = '#lastTimestamp = :before AND #timestamp = :timestampBefore';
  const stillNone = 'attribute_not_exists(revision)';
  return {
    TableName: tableName,
    Key: headKey(id),
    UpdateExpression:
      'SET #timestamp = :timestamp, #lastTimestamp = :timestamp, #revision = :revision, #parts = :parts, #format = :format',
    ConditionExpression: before.revision === '' ? stillNone : unchanged,
    ExpressionAttributeNames: {
      '#timestamp': 'timestamp',
      '#lastTimestamp': 'lastTimestamp',
      '#revision': 'revision',
      '#parts': 'parts',
      '#format': 'format',
    },
    ExpressionAttributeValues: {
      ':timestamp': after.timestamp,
      ':revision': after.revision,
      ':parts': after.parts,
      ':format': after.format,
      ...(before.revision !== '' && {
        ':before': before.lastTimestamp,
        ':timestampBefore': before.timestamp,
      }),
    },
  };
}

/** Removes the configuration. Its parts stay until the next write, so this costs one unit however large it is. */
export function invalidateInput(tableName: string, id: string): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: headKey(id),
    UpdateExpression: 'SET #timestamp = :none',
    ConditionExpression: 'attribute_exists(revision)',
    ExpressionAttributeNames: { '#timestamp': 'timestamp' },
    ExpressionAttributeValues: { ':none': 0 },
  };
}
