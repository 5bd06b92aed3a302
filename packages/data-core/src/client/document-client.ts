import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { nameTableInErrors } from './name-table.ts';

/** What a caller may choose; the SDK finds the rest (region, credentials, `AWS_ENDPOINT_URL_DYNAMODB`) in its environment. */
export type DocumentClientOptions = Pick<
  DynamoDBClientConfig,
  'endpoint' | 'region' | 'credentials' | 'maxAttempts' | 'retryStrategy'
>;

/**
 * The one place that makes clients. Connections are kept alive (the SDK's default); a connection that is not made within 1 s or
 * a request that is not answered within 5 s is tried again, up to 4 attempts in all, with the SDK's exponential backoff and jitter.
 */
export function createDocumentClient(options: DocumentClientOptions = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 },
    ...options,
  });
  nameTableInErrors(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
