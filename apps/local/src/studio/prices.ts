import prices from '../../../../infra/src/cost/prices.json' with { type: 'json' };
import type { Cost } from '../door/cost.ts';

/** What is paid for, counted. */
export interface Usage extends Cost {
  readonly invocations: number;
  /** What functions took, times their memory. */
  readonly gigabyteSeconds: number;
  /** Frames that came in, and posts to connections. */
  readonly webSocketMessages: number;
  readonly httpRequests: number;
  readonly publishes: number;
  readonly queueRequests: number;
}

const million = 1_000_000;

/** Dollars by AWS's list prices, from the table that `npm run cost` uses, and what was paid to others. Durations are those of this machine. */
export const dollarsOf = (usage: Usage): number =>
  (usage.invocations * prices.lambdaMillionRequests +
    usage.readUnits * prices.dynamoDbMillionReadUnits +
    usage.writeUnits * prices.dynamoDbMillionWriteUnits +
    usage.webSocketMessages * prices.webSocketMillionMessages +
    usage.httpRequests * prices.httpMillionRequests +
    usage.publishes * prices.snsMillionPublishes +
    usage.queueRequests * prices.sqsMillionRequests) /
    million +
  usage.gigabyteSeconds * prices.lambdaGigabyteSecond +
  (usage.dollars ?? 0);

export const noUsage: Usage = {
  requests: 0,
  readUnits: 0,
  writeUnits: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  webSocketMessages: 0,
  httpRequests: 0,
  publishes: 0,
  queueRequests: 0,
  dollars: 0,
};

export const addUsages = (a: Usage, b: Usage): Usage => ({
  requests: a.requests + b.requests,
  readUnits: a.readUnits + b.readUnits,
  writeUnits: a.writeUnits + b.writeUnits,
  invocations: a.invocations + b.invocations,
  gigabyteSeconds: a.gigabyteSeconds + b.gigabyteSeconds,
  webSocketMessages: a.webSocketMessages + b.webSocketMessages,
  httpRequests: a.httpRequests + b.httpRequests,
  publishes: a.publishes + b.publishes,
  queueRequests: a.queueRequests + b.queueRequests,
  dollars: (a.dollars ?? 0) + (b.dollars ?? 0),
});

/** What calls count as, by service. @param count how many */
export function callUsage(service: string, operation: string, count = 1): Usage {
  switch (service) {
    case 'sns':
      return { ...noUsage, publishes: count };
    case 'sqs':
      return { ...noUsage, queueRequests: count };
    case 'execute-api':
      return operation.startsWith('POST') ? { ...noUsage, webSocketMessages: count } : noUsage;
    default:
      return noUsage;
  }
}

export const priceSource = `${prices.source} (${prices.region})`;
