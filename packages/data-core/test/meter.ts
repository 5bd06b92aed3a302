import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What requests cost. */
export interface Cost {
  requests: number;
  readUnits: number;
  writeUnits: number;
  /** Writes whose condition did not hold: each costs as if it had been made, which DynamoDB does not report. */
  refused: number;
}

export interface Meter {
  /** Runs `work` and tells what it cost. Nothing else may use the client meanwhile. */
  cost(work: () => Promise<unknown>): Promise<Cost>;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

/** Counts every request that really leaves the client, retries included, and the capacity that DynamoDB reports for it. */
export function attachMeter(client: DynamoDBDocumentClient): Meter {
  let total = nothing();
  client.middlewareStack.add(
    (next) => (args) =>
      next({ ...args, input: Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' }) }),
    { step: 'initialize', name: 'askForCapacity', priority: 'high' },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      total.requests += 1;
      try {
        const result = await next(args);
        const units = sum(Reflect.get(Object(result.output), 'ConsumedCapacity'));
        if (reads.has(operation(context.commandName))) total.readUnits += units;
        else total.writeUnits += units;
        return result;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') total.refused += 1;
        throw error;
      }
    },
    { step: 'deserialize', name: 'meter', priority: 'high' },
  );
  return {
    async cost(work) {
      total = nothing();
      await work();
      return { ...total };
    },
  };
}

const nothing = (): Cost => ({ requests: 0, readUnits: 0, writeUnits: 0, refused: 0 });

const operation = (commandName: unknown): string => String(commandName).replace(/Command$/, '');

function sum(consumed: Consumed | readonly Consumed[] | undefined): number {
  const all = consumed === undefined ? [] : [consumed].flat();
  return all.reduce((units, { CapacityUnits = 0 }) => units + CapacityUnits, 0);
}
