import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { measure as measureCost } from '@switchboard/jest-preset/measure-cost';

/** What requests cost. */
export interface Cost {
  /** How many they were. */
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Writes whose condition failed: each costs as if it had been made, which DynamoDB does not report. */
  readonly refused: number;
}

/** One line of the table of costs: what an operation may cost, and what it was measured to. */
export interface CostLine {
  readonly operation: string;
  readonly floor: Cost;
  readonly measured: Cost;
}

/** Runs an operation and writes its line. */
export type Measure = (operation: string, floor: Cost, work: () => Promise<unknown>) => Promise<void>;

export const cost = (requests: number, readUnits: number, writeUnits: number, refused = 0): Cost => ({
  requests,
  readUnits,
  writeUnits,
  refused,
});

/** Requests · read units · write units; a refused write is a unit with a star. */
export function costText({ requests, readUnits, writeUnits, refused }: Cost): string {
  return `${requests}·${readUnits}·${writeUnits + refused}${refused > 0 ? '*' : ''}`;
}

/** Lets `operations` measure what they do with the client, one after the other. */
export async function measureLines(
  client: DynamoDBDocumentClient,
  operations: (measure: Measure) => Promise<void>,
): Promise<CostLine[]> {
  const lines: CostLine[] = [];
  await operations(async (operation, floor, work) => {
    const measured = await measureCost(client, work);
    lines.push({ operation, floor, measured: { ...measured, requests: measured.requests.length } });
  });
  return lines;
}

/** `n000`, `n001`, ..., all of the same length. */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `n${String(index).padStart(3, '0')}`);

export const kilobytes = (count: number): string => 'x'.repeat(count * 1024);
