import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { longestTimerMs } from '../time/bounds.ts';
import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { requireKnown, requireText, requireWhole } from '../validation/options.ts';
import { nameTableInErrors } from './name-table.ts';

/** The SDK finds in its environment what is left out (region, credentials, `AWS_ENDPOINT_URL_DYNAMODB`). */
export interface DocumentClientOptions
  extends Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials' | 'retryStrategy'> {
  /** How long one try may take until its answer has begun, and how long an answer may then stall. @default 1500 */
  readonly requestTimeoutMs?: number;
  /** How long one try may take to get a connection, part of `requestTimeoutMs`. @default 1000 */
  readonly connectionTimeoutMs?: number;
  /** How often a request is sent at most, the first time included. @default 3 */
  readonly maxAttempts?: number;
}

const known = [
  'endpoint',
  'region',
  'credentials',
  'retryStrategy',
  'requestTimeoutMs',
  'connectionTimeoutMs',
  'maxAttempts',
];

const marshallOptions = { removeUndefinedValues: true };

/**
 * Makes a client whose timeouts are enforced. The defaults let three tries and the pauses between them end within six seconds, so a
 * function that is stopped after ten can still answer. Connections are kept alive.
 *
 * A request that failed with the SDK's `TimeoutError` may have been applied.
 *
 * @throws {InvalidOptionError}
 */
export function createDocumentClient(options: DocumentClientOptions = {}): DynamoDBDocumentClient {
  requireKnown('createDocumentClient', options, known);
  const { requestTimeoutMs = 1500, connectionTimeoutMs = 1000, maxAttempts = 3, ...config } = options;
  const { region } = options;
  if (region !== undefined && typeof region !== 'function') requireText('region', region);
  requireWhole('requestTimeoutMs', requestTimeoutMs, { maximum: longestTimerMs });
  requireWhole('connectionTimeoutMs', connectionTimeoutMs, { maximum: longestTimerMs });
  requireWhole('maxAttempts', maxAttempts);
  return withTimeouts({ ...config, maxAttempts }, requestTimeoutMs, connectionTimeoutMs);
}

/** A client of AWS SDK v3, of either kind, or the configuration of one. */
export type DynamoDbService = DynamoDBDocumentClient | DynamoDBClient | DynamoDBClientConfig;

/**
 * The document client that is meant. A plain client is used with its own connections and middleware; from a configuration one is made, with
 * enforced timeouts unless the configuration has a `requestHandler`.
 *
 * @throws {InvalidOptionError} for a client of AWS SDK v2, and for what is no object
 */
export function documentClientOf(option: string, service: DynamoDbService): DynamoDBDocumentClient {
  if (service instanceof DynamoDBDocumentClient) return service;
  if (typeof service !== 'object' || Array.isArray(service))
    throw new InvalidOptionError(option, service, 'a client of AWS SDK v3');
  if ('send' in service && 'middlewareStack' in service) {
    // A copy of the configuration, where the document client notes how to translate: the plain one may have others.
    const own = Object.create(service, { config: { value: { ...service.config } } });
    return DynamoDBDocumentClient.from(own, { marshallOptions });
  }
  if ('putItem' in service || 'makeRequest' in service) {
    throw new InvalidOptionError(option, service, 'a client of AWS SDK v3, not of v2');
  }
  if ('requestHandler' in service) return translated(new DynamoDBClient(service));
  return withTimeouts({ maxAttempts: 3, ...service }, 1500, 1000);
}

function withTimeouts(
  config: DynamoDBClientConfig,
  requestTimeoutMs: number,
  connectionTimeoutMs: number,
): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...config,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Without it the SDK only logs a warning and goes on waiting.
      throwOnRequestTimeout: true,
      // The request timeout ends with the answer's headers; this one is for a body that never comes.
      socketTimeout: requestTimeoutMs,
    },
  });
  // The SDK copies each request and each answer for a log even if there is no logger: about a seventh of its processor time.
  if (config.logger === undefined) client.middlewareStack.remove('loggerMiddleware');
  return translated(client);
}

function translated(client: DynamoDBClient): DynamoDBDocumentClient {
  nameTableInErrors(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions });
}
