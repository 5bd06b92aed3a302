/** A put of a transaction, which can also be sent by itself. */
export interface PutWrite {
  readonly Put: { readonly TableName: string; readonly Item: Record<string, unknown> };
}
