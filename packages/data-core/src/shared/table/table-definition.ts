/** The type of a key attribute: string, number or binary. */
export type KeyType = 'S' | 'N' | 'B';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** A global secondary index. */
export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** `ALL`, `KEYS_ONLY`, or the attributes that the index carries beside the keys. */
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/**
 * A table, declared once beside the store that uses it. The infrastructure makes the table from it and tests create it
 * from the same value.
 */
export interface TableDefinition {
  /** The name without prefix and environment, for example `messages`; see `dynamoTableName`. */
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes?: readonly IndexDefinition[];
  /** The attribute that holds an item's expiry in epoch seconds. @default none: items never expire */
  readonly ttlAttribute?: string;
  /** @default true */
  readonly pointInTimeRecovery?: boolean;
}
