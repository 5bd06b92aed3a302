import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

interface Consumed {
  readonly CapacityUnits?: number;
}

/** What a client has asked of DynamoDB, and what that cost. */
export interface Cost {
  /** Each request as it went out, retries of the SDK included. */
  readonly requests: readonly string[];
  readonly readUnits: number;
  readonly writeUnits: number;
}

const isRead = (operation: string): boolean => /^(Get|BatchGet|Query|Scan)/.test(operation);

/** Measures what `action` costs. @param client the client that the action uses, and nothing else meanwhile */
export async function measure(client: DynamoDBDocumentClient, action: () => Promise<unknown>): Promise<Cost> {
  const requests: string[] = [];
  const units = { read: 0, write: 0 };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(args);
        const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
        for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) {
          units[isRead(commandName) ? 'read' : 'write'] += CapacityUnits;
        }
        return answer;
      },
    { step: 'initialize', name: 'measureCapacity' },
  );
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        requests.push(commandName.replace(/Command$/, ''));
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'measureRequests' },
  );
  try {
    await action();
    return { requests, readUnits: units.read, writeUnits: units.write };
  } finally {
    client.middlewareStack.remove('measureCapacity');
    client.middlewareStack.remove('measureRequests');
  }
}

/** A row of a table of costs: the operation, its requests in their order, read and write units. */
export const costRow = (operation: string, { requests, readUnits, writeUnits }: Cost): readonly string[] => [
  operation,
  requests.length === 0 ? 'none' : `${requests.length}: ${requests.join(', ')}`,
  String(readUnits),
  String(writeUnits),
];

/** The heading of such a table. */
export const costHeading: readonly string[] = ['operation', 'DynamoDB requests', 'read units', 'write units'];
