import type { FunctionDefinition, FunctionPackage, ResolvedSettings } from '@switchboard/declarations';
import { createHttpApi, type HttpApi } from './apis/http-api.ts';
import { createWebSocketApi, type WebSocketApi } from './apis/web-socket-api.ts';
import { createWebSocketRoutes } from './apis/web-socket-routes.ts';
import type { Apigatewayv2Stage, DynamodbTable, SnsTopic, SqsQueue } from './cdktf/aws.ts';
import { settingsOf } from './environment/environment.ts';
import {
  DeclarationError,
  functionsFor,
  requireDistinctFunctions,
  usedBuckets,
  usedQueues,
  usedTables,
  usedTopics,
} from './functions/declared.ts';
import type { DeployedFunction } from './functions/deployed-function.ts';
import { type Reachable, statementsFor, variablesFor } from './functions/function-access.ts';
import { bundleName, findBundle } from './functions/function-bundle.ts';
import { createFunction } from './functions/lambda-function.ts';
import { createSchedules } from './functions/schedules.ts';
import { createInboundMail, mailStatements } from './messaging/inbound-mail.ts';
import { createQueue, createQueueSources, type Queue } from './messaging/queues.ts';
import { createSubscriptions, createTopic } from './messaging/topics.ts';
import type { Scope } from './scope.ts';
import {
  type Bucket,
  createBucket,
  createBucketPolicy,
  createUploadNotifications,
} from './storage/buckets.ts';
import { createTable } from './storage/tables.ts';

export interface BackendProps {
  /** The packages whose functions are deployed. */
  readonly packages: readonly FunctionPackage[];
  /** The origins whose pages may call the HTTP API and upload to buckets. */
  readonly origins: readonly string[];
}

/** What the declarations of functions ask for, created. Maps are by declared name. */
export interface Backend {
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly topics: ReadonlyMap<string, SnsTopic>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  /** Present where a function has a WebSocket route. */
  readonly webSocket?: WebSocketApi & { readonly stage: Apigatewayv2Stage };
  /** Present where a function has an HTTP route. */
  readonly http?: HttpApi;
  /** Every queue of what failed for good. */
  readonly deadLetterQueues: readonly SqsQueue[];
}

/**
 * Creates functions with everything that they use and everything that invokes them.
 *
 * @throws {DeclarationError} if declarations contradict each other
 * @throws {BundleMissingError} if a function has not been built
 */
export function createBackend(scope: Scope, { packages, origins }: BackendProps): Backend {
  requireDistinctFunctions(packages);
  const settings = settingsOf(scope.environment);
  const definitions = packages.flatMap(({ functions }) => functionsFor(functions, settings));

  // What functions use.
  const tables = mapByName(usedTables(definitions), (table) => createTable(scope, table));
  const topics = mapByName(usedTopics(definitions), (topic) => createTopic(scope, topic));
  const queues = mapByName(usedQueues(definitions), (queue) => createQueue(scope, queue, definitions));
  const buckets = mapByName(usedBuckets(definitions), (definition) => {
    const created = createBucket(scope, definition, origins);
    const statements = mailStatements(scope, definition, created.bucket.arn, definitions);
    return createBucketPolicy(scope, definition.name, created, statements);
  });
  const webSocket = hasTrigger(definitions, 'webSocketRoute') ? createWebSocketApi(scope) : undefined;

  // The functions.
  const reachable = {
    tables,
    topics,
    queues,
    buckets: new Map([...buckets].map(([name, { bucket }]) => [name, bucket])),
    webSocket,
  };
  const functions = createFunctions(scope, packages, settings, reachable);

  // What invokes them.
  const mockRoutes = packages.flatMap((functionPackage) => functionPackage.mockRoutes ?? []);
  const stage = webSocket && createWebSocketRoutes(scope, { webSocket, functions, mockRoutes });
  const http = hasTrigger(definitions, 'httpRoute')
    ? createHttpApi(scope, { functions, origins })
    : undefined;
  const undelivered = functions.flatMap((deployed) => [
    ...createSubscriptions(scope, topics, deployed),
    ...createSchedules(scope, deployed),
  ]);
  for (const deployed of functions) {
    createQueueSources(scope, queues, deployed);
    createInboundMail(scope, buckets, deployed);
  }
  for (const [name, bucket] of buckets) createUploadNotifications(scope, name, bucket, functions);

  return {
    tables,
    topics,
    queues,
    buckets,
    functions: new Map(functions.map((deployed) => [deployed.definition.name, deployed])),
    ...(webSocket && stage && { webSocket: { ...webSocket, stage } }),
    ...(http && { http }),
    deadLetterQueues: [
      ...functions.flatMap(({ failures }) => failures ?? []),
      ...[...queues.values()].map(({ failed }) => failed),
      ...undelivered,
    ],
  };
}

const createFunctions = (
  scope: Scope,
  packages: readonly FunctionPackage[],
  settings: ResolvedSettings,
  reachable: Reachable,
): readonly DeployedFunction[] =>
  packages.flatMap(({ root, functions }) =>
    functionsFor(functions, settings).map((definition) =>
      createFunction(scope, {
        definition,
        bundle: findBundle(root, bundleName(definition, settings)),
        statements: statementsFor(scope, definition, reachable),
        variables: variablesFor(scope, definition, reachable, settings),
        logLevel: settings.LOG_LEVEL,
      }),
    ),
  );

const hasTrigger = (functions: readonly FunctionDefinition[], type: string): boolean =>
  functions.some(({ triggers }) => triggers.some((trigger) => trigger.type === type));

const mapByName = <D extends { readonly name: string }, R>(
  definitions: readonly D[],
  create: (definition: D) => R,
): ReadonlyMap<string, R> => new Map(definitions.map((definition) => [definition.name, create(definition)]));

/**
 * A part of a backend that the caller cannot do without.
 *
 * @throws {DeclarationError} if no function asks for it
 */
export function required<T>(part: T | undefined, what: string): T {
  if (part === undefined) throw new DeclarationError(`No function has ${what}.`);
  return part;
}
