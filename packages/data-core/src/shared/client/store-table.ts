import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A table and the client that reaches it. */
export interface StoreTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}
