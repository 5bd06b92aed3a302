import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What a client has sent and what DynamoDB says it cost. */
export interface Meter {
  /** Requests by operation since the last time, for example `{ BatchGetItem: 1, TransactWriteItems: 1 }`. */
  takeRequests(): Readonly<Record<string, number>>;
  /** Capacity units since the last time, reads and writes together. */
  takeCapacity(): number;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

/** Counts every request of a client as it goes out, retries of the SDK included, and adds up what it consumes. */
export function meter(client: DynamoDBDocumentClient): Meter {
  let requests: Record<string, number> = {};
  let capacity = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = await next(args);
      const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
      for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) capacity += CapacityUnits;
      return answer;
    },
    { step: 'initialize', name: 'askForCapacity' },
  );
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      (args) => {
        const operation = commandName.replace(/Command$/, '');
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
    takeCapacity() {
      const taken = capacity;
      capacity = 0;
      return taken;
    },
  };
}
