import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

interface Consumed {
  readonly CapacityUnits?: number;
}

/** What a client has asked of DynamoDB, and what that cost. */
export interface Cost {
  /** Each request as it went out, retries of the SDK included. */
  readonly requests: readonly string[];
  /** Capacity units, those of indexes included. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Single writes whose condition failed. Each costs as if it had been made, and DynamoDB does not report that. */
  readonly refused: number;
}

export interface Meter {
  /** What the client has asked since the last time. */
  take(): Cost;
  /** The requests since the last time by operation, for example `{ Query: 2 }`. */
  takeRequests(): Readonly<Record<string, number>>;
}

const isRead = (operation: string): boolean => /^(Get|BatchGet|Query|Scan|TransactGet)/.test(operation);

/** Measures everything that a client asks from now on. */
export const attachMeter = (client: DynamoDBDocumentClient): Meter => attach(client).meter;

/** Measures what `action` costs. @param client the client that the action uses, and nothing else meanwhile */
export async function measure(client: DynamoDBDocumentClient, action: () => Promise<unknown>): Promise<Cost> {
  const { meter, detach } = attach(client);
  try {
    await action();
    return meter.take();
  } finally {
    detach();
  }
}

/** How often each operation is among requests. */
export function byOperation(requests: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const operation of requests) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

function attach(client: DynamoDBDocumentClient): { readonly meter: Meter; readonly detach: () => void } {
  // A client may have several meters, and has one middleware of a name.
  const id = randomUUID();
  const names = { capacity: `measure capacity ${id}`, requests: `measure requests ${id}` };
  let requests: string[] = [];
  let units = { read: 0, write: 0 };
  let refused = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      return next(args);
    },
    { step: 'initialize', name: names.capacity },
  );
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        requests.push(operation);
        try {
          const answer = await next(args);
          const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
          for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat())
            units[isRead(operation) ? 'read' : 'write'] += CapacityUnits;
          return answer;
        } catch (error) {
          if (error instanceof Error && error.name === 'ConditionalCheckFailedException') refused += 1;
          throw error;
        }
      },
    // Inside the retries: each one is a request.
    { step: 'finalizeRequest', priority: 'low', name: names.requests },
  );
  const take = (): Cost => {
    const taken = { requests, readUnits: units.read, writeUnits: units.write, refused };
    requests = [];
    units = { read: 0, write: 0 };
    refused = 0;
    return taken;
  };
  return {
    meter: { take, takeRequests: () => byOperation(take().requests) },
    detach: () => {
      for (const name of Object.values(names)) client.middlewareStack.remove(name);
    },
  };
}

/** A row of a table of costs: the operation, its requests in their order, read and write units. A refused write counts as a unit. */
export const costRow = (
  operation: string,
  { requests, readUnits, writeUnits, refused }: Cost,
): readonly string[] => [
  operation,
  requests.length === 0 ? 'none' : `${requests.length}: ${requests.join(', ')}`,
  String(readUnits),
  String(writeUnits + refused),
];

/** The heading of such a table. */
export const costHeading: readonly string[] = ['operation', 'DynamoDB requests', 'read units', 'write units'];
