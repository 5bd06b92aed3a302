/** What calls cost. */
export interface Cost {
  /** Requests to DynamoDB. */
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** What the function has paid to others than AWS by its own account, such as for a model. Absent where it has paid nothing. */
  readonly dollars?: number;
}

export const noCost: Cost = { requests: 0, readUnits: 0, writeUnits: 0 };

export const addCosts = (a: Cost, b: Cost): Cost => ({
  requests: a.requests + b.requests,
  readUnits: a.readUnits + b.readUnits,
  writeUnits: a.writeUnits + b.writeUnits,
  ...(a.dollars === undefined && b.dollars === undefined
    ? {}
    : { dollars: (a.dollars ?? 0) + (b.dollars ?? 0) }),
});
