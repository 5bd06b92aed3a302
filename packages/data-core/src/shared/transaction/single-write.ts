import {
  DeleteCommand,
  type DeleteCommandInput,
  type DeleteCommandOutput,
  type DynamoDBDocumentClient,
  PutCommand,
  type PutCommandInput,
  type PutCommandOutput,
  UpdateCommand,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { Patience } from '../time/backoff.ts';
import { retryConflicts } from './retry-conflicts.ts';

/** Puts an item. If it collides with a transaction on the item, it is sent again. */
export function putItem(
  client: DynamoDBDocumentClient,
  input: PutCommandInput,
  patience?: Patience,
): Promise<PutCommandOutput> {
  return retryConflicts(() => client.send(new PutCommand(input)), patience);
}

/** Updates an item. If it collides with a transaction on the item, it is sent again. */
export function updateItem(
  client: DynamoDBDocumentClient,
  input: UpdateCommandInput,
  patience?: Patience,
): Promise<UpdateCommandOutput> {
  return retryConflicts(() => client.send(new UpdateCommand(input)), patience);
}

/** Deletes an item. If it collides with a transaction on the item, it is sent again. */
export function deleteItem(
  client: DynamoDBDocumentClient,
  input: DeleteCommandInput,
  patience?: Patience,
): Promise<DeleteCommandOutput> {
  return retryConflicts(() => client.send(new DeleteCommand(input)), patience);
}
