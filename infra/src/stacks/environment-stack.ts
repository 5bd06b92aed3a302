import { type FunctionPackage, withDefaults } from '@switchboard/declarations';
import { createHttpApi } from '../apis/http-api.ts';
import { createWebSocketApi, type WebSocketApi } from '../apis/web-socket-api.ts';
import { createWebSocketRoutes } from '../apis/web-socket-routes.ts';
import type { Apigatewayv2Api, DynamodbTable, SnsTopic } from '../cdktf/aws.ts';
import { type App, TerraformOutput } from '../cdktf/core.ts';
import type { Environment } from '../environment/environment.ts';
import {
  functionsFor,
  requireDistinctFunctions,
  usedBuckets,
  usedQueues,
  usedTables,
  usedTopics,
} from '../functions/declared.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import { type Reachable, statementsFor, variablesFor } from '../functions/function-access.ts';
import { findBundle } from '../functions/function-bundle.ts';
import { createFunction } from '../functions/lambda-function.ts';
import { createSchedules } from '../functions/schedules.ts';
import { createInboundMail, mailStatements } from '../messaging/inbound-mail.ts';
import { createQueue, createQueueSources, type Queue } from '../messaging/queues.ts';
import { createSubscriptions, createTopic } from '../messaging/topics.ts';
import { createScope } from '../scope.ts';
import { type Bucket, createBucket, createUploadNotifications } from '../storage/buckets.ts';
import { createTable } from '../storage/tables.ts';
import { BaseStack } from './base-stack.ts';

/** Everything of one environment. The declarations of functions decide what there is; the environment decides how it is set. */
export class EnvironmentStack extends BaseStack {
  /** By declared name, as are topics, queues, buckets and functions. */
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly topics: ReadonlyMap<string, SnsTopic>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  readonly webSocket: WebSocketApi;
  readonly http: Apigatewayv2Api;

  /**
   * @throws {DeclarationError} if declarations contradict each other
   * @throws {BundleMissingError} if a function has not been built
   */
  constructor(app: App, environment: Environment, packages: readonly FunctionPackage[]) {
    super(app, environment.name, environment, {
      application: environment.prefix,
      environment: environment.name,
    });
    requireDistinctFunctions(packages);
    const settings = withDefaults(environment.settings);
    const definitions = packages.flatMap(({ functions }) => functionsFor(functions, settings));
    const scope = createScope(this, environment);
    const origins = environment.allowedOrigins;

    this.tables = mapByName(usedTables(definitions), (table) => createTable(scope, table));
    this.topics = mapByName(usedTopics(definitions), (topic) => createTopic(scope, topic));
    this.queues = mapByName(usedQueues(definitions), (queue) => createQueue(scope, queue, definitions));
    this.buckets = mapByName(usedBuckets(definitions), (definition) =>
      createBucket(scope, {
        definition,
        origins,
        statements: mailStatements(scope, definition.name, definitions),
      }),
    );
    this.webSocket = createWebSocketApi(scope);

    const reachable: Reachable = {
      tables: this.tables,
      topics: this.topics,
      queues: this.queues,
      buckets: new Map([...this.buckets].map(([name, { bucket }]) => [name, bucket])),
      webSocket: this.webSocket,
    };
    const deployed = packages.flatMap(({ root, functions }) =>
      functionsFor(functions, settings).map((definition) =>
        createFunction(scope, {
          definition,
          bundle: findBundle(root, definition.name),
          statements: statementsFor(scope, definition, reachable),
          variables: variablesFor(scope, definition, reachable, settings),
          logLevel: settings.LOG_LEVEL,
        }),
      ),
    );
    this.functions = new Map(deployed.map((entry) => [entry.definition.name, entry]));

    const mockRoutes = packages.flatMap((functionPackage) => functionPackage.mockRoutes ?? []);
    createWebSocketRoutes(scope, { webSocket: this.webSocket, functions: deployed, mockRoutes });
    this.http = createHttpApi(scope, { functions: deployed, origins });
    for (const entry of deployed) {
      createSubscriptions(scope, this.topics, entry);
      createSchedules(scope, entry);
      createQueueSources(scope, this.queues, entry);
      createInboundMail(scope, this.buckets, entry);
    }
    for (const [name, bucket] of this.buckets) createUploadNotifications(scope, name, bucket, deployed);

    new TerraformOutput(this, 'webSocketUrl', { value: this.webSocket.endpoint });
    new TerraformOutput(this, 'httpUrl', { value: this.http.apiEndpoint });
  }
}

const mapByName = <D extends { readonly name: string }, R>(
  definitions: readonly D[],
  create: (definition: D) => R,
): ReadonlyMap<string, R> => new Map(definitions.map((definition) => [definition.name, create(definition)]));
