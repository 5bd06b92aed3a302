import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What a client has sent and what DynamoDB says it cost. */
export interface Meter {
  /** Requests by operation since the last time, for example `{ BatchGetItem: 1, TransactWriteItems: 1 }`. */
  takeRequests(): Readonly<Record<string, number>>;
  /** Capacity units since the last time, those of indexes included. */
  takeUnits(): { readonly reads: number; readonly writes: number };
}

interface Consumed {
  readonly CapacityUnits?: number;
}

const writeOperations: ReadonlySet<string> = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
]);

const operationOf = (commandName = 'unknown'): string => commandName.replace(/Command$/, '');

/** Counts every request of a client as it goes out, retries of the SDK included, and adds up what it consumes. */
export function meter(client: DynamoDBDocumentClient): Meter {
  let requests: Record<string, number> = {};
  let units = { reads: 0, writes: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(args);
        const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const kind = writeOperations.has(operationOf(commandName)) ? 'writes' : 'reads';
        for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) units[kind] += CapacityUnits;
        return answer;
      },
    { step: 'initialize', name: 'askForCapacity' },
  );
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const operation = operationOf(commandName);
        requests[operation] = (requests[operation] ?? 0) + 1;
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  );
  return {
    takeRequests() {
      const taken = requests;
      requests = {};
      return taken;
    },
    takeUnits() {
      const taken = units;
      units = { reads: 0, writes: 0 };
      return taken;
    },
  };
}
