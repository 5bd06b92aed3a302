import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { assertTableNameValid } from '../table/table-name.ts';
import { requireFunctions, requireKnown, requireMethod, requireObject } from '../validation/options.ts';
import { createDocumentClient, type DynamoDbService, documentClientOf } from './document-client.ts';

/** What every store takes: where it lies, and how it is reached. */
export interface StoreOptions {
  /** For example `switchboard.production.keys`, see `dynamoTableName`. */
  readonly tableName: string;
  /** A client of AWS SDK v3, of either kind. A document client needs `removeUndefinedValues`. @default createDocumentClient() */
  readonly client?: DynamoDBDocumentClient | DynamoDBClient;
  /** The time in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** What common-aws calls `client`. */
  readonly dynamo?: DynamoDBClient;
  /** What common-aws calls `now`. */
  readonly timeProvider?: { epochMS(): number };
}

/** A table and the client that reaches it. */
export interface StoreTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

export interface Store extends StoreTable {
  readonly now: () => number;
}

const known = ['tableName', 'client', 'now', 'dynamo', 'timeProvider'];

/**
 * @param ownOptions the names of the options that only this store has
 * @throws {InvalidOptionError} naming the option
 */
export function readStore(owner: string, options: StoreOptions, ownOptions: readonly string[] = []): Store {
  requireKnown(owner, options, [...known, ...ownOptions]);
  requireFunctions(options);
  const { tableName, timeProvider } = options;
  assertTableNameValid(tableName);
  if (timeProvider !== undefined)
    requireMethod('timeProvider', timeProvider, 'epochMS', 'an object with the method epochMS');
  const service = options.client ?? options.dynamo ?? undefined;
  return {
    tableName,
    client: service === undefined ? createDocumentClient() : documentClientOf('client', service),
    now: options.now ?? (timeProvider ? () => timeProvider.epochMS() : Date.now),
  };
}

/** Names that the configuration of a client has and our options have not. */
const configuration = [
  'region',
  'credentials',
  'endpoint',
  'profile',
  'maxAttempts',
  'retryMode',
  'retryStrategy',
  'requestHandler',
  'logger',
  'tls',
];

/**
 * The options that are meant by the arguments of wingbot-dynamodb: a table's name, and then a client or the configuration of one; or, as
 * in all stores here, the options alone.
 *
 * @param defaultName what wingbot-dynamodb calls the table if it is not told
 */
export function optionsByPosition<Options extends StoreOptions>(
  owner: string,
  defaultName: string,
  first: Options | string | undefined,
  service: DynamoDbService | Omit<Options, 'tableName'> | null | undefined,
): Options {
  if (typeof first === 'object') return first;
  const tableName = first ?? defaultName;
  // All options but the table's name are optional.
  if (service === undefined || service === null) return { tableName } as Options;
  requireObject(owner, service);
  const isService = 'send' in service || configuration.some((name) => name in service);
  if (!isService) return { ...service, tableName } as Options;
  return { tableName, client: documentClientOf('dynamoDbService', service as DynamoDbService) } as Options;
}
