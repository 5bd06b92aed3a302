import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What every store can be given. */
export interface StoreOptions {
  /** @default createDocumentClient() */
  readonly client?: DynamoDBDocumentClient;
  /** The time in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}
