import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const singleWrites = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand'];

/**
 * Lets the next `count` single writes of a client collide with a transaction, which the embedded engine never does. DynamoDB then changes
 * nothing, and its SDK does not try again.
 *
 * @returns how many have collided so far
 */
export function collide(client: DynamoDBDocumentClient, count: number): () => number {
  let collided = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (collided === count || !singleWrites.includes(String(context.commandName))) return next(args);
      collided += 1;
      throw Object.assign(new Error('Transaction is ongoing for the item'), {
        name: 'TransactionConflictException',
        $metadata: { httpStatusCode: 400 },
      });
    },
    { step: 'deserialize', priority: 'low' },
  );
  return () => collided;
}
