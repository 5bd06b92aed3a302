import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isConditionFailed } from '@switchboard/data-core';

type Item = Readonly<Record<string, unknown>>;

/** What a conditional update did. */
export type Updated =
  | { readonly isUpdated: true; readonly item: Item }
  /** The condition does not hold for the item as it is; undefined if there is none. */
  | { readonly isUpdated: false; readonly item: Item | undefined };

/** Updates an item on a condition, and gives it as it is afterwards, in one request. */
export async function updateIf(client: DynamoDBDocumentClient, input: UpdateCommandInput): Promise<Updated> {
  const command = new UpdateCommand({
    ...input,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    return { isUpdated: true, item: (await client.send(command)).Attributes ?? {} };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return { isUpdated: false, item: error.Item && unmarshall(error.Item) };
  }
}
