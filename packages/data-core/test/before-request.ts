import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Runs `interfere` before a request of the client: what others do between two requests of the code under test. Its own
 * requests must come from another client.
 *
 * @param interfere is given the command's name, such as `UpdateItem`, and how many requests went before
 */
export function beforeRequest(
  client: DynamoDBDocumentClient,
  interfere: (operation: string, index: number) => Promise<unknown>,
): void {
  let index = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      await interfere(String(context.commandName).replace(/Command$/, ''), index++);
      return next(args);
    },
    { step: 'deserialize', name: 'beforeRequest' },
  );
}
