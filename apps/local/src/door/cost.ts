/** What calls cost. */
export interface Cost {
  /** Requests to DynamoDB. */
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export const noCost: Cost = { requests: 0, readUnits: 0, writeUnits: 0 };

export const addCosts = (a: Cost, b: Cost): Cost => ({
  requests: a.requests + b.requests,
  readUnits: a.readUnits + b.readUnits,
  writeUnits: a.writeUnits + b.writeUnits,
});
