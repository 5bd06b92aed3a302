import { addCosts, type Cost, noCost } from './cost.ts';

/** What one function has cost since the meter was reset. */
export interface Reading extends Cost {
  readonly invocations: number;
  /** How long they took together, in milliseconds. */
  readonly milliseconds: number;
  /** How often each action was called: `{"dynamodb:TransactWriteItems": 2}`. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Counts what functions cost, by function and by invocation. */
export interface Meter {
  /** A process begins with an event: what its key does from here on belongs to that. */
  begin(functionName: string, accessKeyId: string): void;
  /** @param durationMs how long it took @returns what the event has cost */
  end(accessKeyId: string, durationMs: number): Cost;
  record(functionName: string, accessKeyId: string, action: string, cost: Cost): void;
  /** The function says that it has paid something to others than AWS, dollars. */
  pay(functionName: string, accessKeyId: string, dollars: number): void;
  read(): Readonly<Record<string, Reading>>;
  reset(): void;
}

const zero: Reading = { ...noCost, invocations: 0, milliseconds: 0, calls: {} };

export function createMeter(): Meter {
  const byFunction = new Map<string, Reading>();
  const byProcess = new Map<string, { readonly functionName: string; readonly cost: Cost }>();
  const readingOf = (functionName: string): Reading => byFunction.get(functionName) ?? zero;
  return {
    begin: (functionName, accessKeyId) => {
      const reading = readingOf(functionName);
      byFunction.set(functionName, { ...reading, invocations: reading.invocations + 1 });
      byProcess.set(accessKeyId, { functionName, cost: noCost });
    },
    end: (accessKeyId, durationMs) => {
      const event = byProcess.get(accessKeyId);
      if (!event) return noCost;
      byProcess.delete(accessKeyId);
      const reading = readingOf(event.functionName);
      byFunction.set(event.functionName, { ...reading, milliseconds: reading.milliseconds + durationMs });
      return event.cost;
    },
    record: (functionName, accessKeyId, action, cost) => {
      const reading = readingOf(functionName);
      const calls = { ...reading.calls, [action]: (reading.calls[action] ?? 0) + 1 };
      byFunction.set(functionName, { ...reading, ...addCosts(reading, cost), calls });
      const soFar = byProcess.get(accessKeyId);
      if (soFar) byProcess.set(accessKeyId, { ...soFar, cost: addCosts(soFar.cost, cost) });
    },
    pay: (functionName, accessKeyId, dollars) => {
      const paid = { ...noCost, dollars };
      const reading = readingOf(functionName);
      byFunction.set(functionName, { ...reading, ...addCosts(reading, paid) });
      const soFar = byProcess.get(accessKeyId);
      if (soFar) byProcess.set(accessKeyId, { ...soFar, cost: addCosts(soFar.cost, paid) });
    },
    read: () => Object.fromEntries(byFunction),
    reset: () => byFunction.clear(),
  };
}
