import { type FunctionPackage, type ResolvedSettings, withDefaults } from '@switchboard/declarations';
import { type Addresses, addressesOf } from '../addresses.ts';
import { createCustomDomain } from '../apis/custom-domain.ts';
import { createHttpApi, type HttpApi } from '../apis/http-api.ts';
import { createWebSocketApi, type WebSocketApi } from '../apis/web-socket-api.ts';
import { createWebSocketRoutes } from '../apis/web-socket-routes.ts';
import type { DynamodbTable, SnsTopic } from '../cdktf/aws.ts';
import { type App, TerraformOutput } from '../cdktf/core.ts';
import { type Environment, isLocal } from '../environment/environment.ts';
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
import { bundleName, findBundle } from '../functions/function-bundle.ts';
import { createFunction } from '../functions/lambda-function.ts';
import { createSchedules } from '../functions/schedules.ts';
import { createInboundMail, mailStatements } from '../messaging/inbound-mail.ts';
import { createMailDomain } from '../messaging/mail-domain.ts';
import { createQueue, createQueueSources, type Queue } from '../messaging/queues.ts';
import { createSubscriptions, createTopic } from '../messaging/topics.ts';
import { createAccessRoles } from '../operations/access-roles.ts';
import { createAlarmTopic } from '../operations/alarm-topic.ts';
import { createAlarms } from '../operations/alarms.ts';
import { createBudget } from '../operations/budget.ts';
import { createDashboard } from '../operations/dashboard.ts';
import type { Operated } from '../operations/operated.ts';
import { createScope, type Scope } from '../scope.ts';
import {
  type Bucket,
  createBucket,
  createBucketPolicy,
  createUploadNotifications,
} from '../storage/buckets.ts';
import { createTable } from '../storage/tables.ts';
import { listPageFiles } from '../web-front/page-files.ts';
import { uploadPages } from '../web-front/pages.ts';
import { createWebFront, type WebFront } from '../web-front/web-front.ts';
import { BaseStack } from './base-stack.ts';

/** What is built before an environment can be synthesised. */
export interface Built {
  /** The packages whose functions are deployed. */
  readonly packages: readonly FunctionPackage[];
  /** The folder of the built pages. */
  readonly pagesFolder: string;
}

/** Everything of one environment. The declarations of functions decide what there is; the environment decides how it is set. */
export class EnvironmentStack extends BaseStack {
  /** By declared name, as are topics, queues, buckets and functions. */
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly topics: ReadonlyMap<string, SnsTopic>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  readonly webSocket: WebSocketApi;
  readonly http: HttpApi;

  /**
   * @throws {DeclarationError} if declarations contradict each other
   * @throws {BundleMissingError} if a function has not been built
   * @throws {PagesMissingError} if the pages have not been built
   */
  constructor(app: App, environment: Environment, { packages, pagesFolder }: Built) {
    super(app, environment.name, environment, {
      application: environment.prefix,
      environment: environment.name,
    });
    requireDistinctFunctions(packages);
    const settings = withDefaults(environment.settings);
    const definitions = packages.flatMap(({ functions }) => functionsFor(functions, settings));
    const scope = createScope(this, environment);
    const addresses = addressesOf(scope);

    // Where pages are served from, which decides whose requests the APIs answer. The local platform serves them itself.
    const webFront = isLocal(environment) ? undefined : frontOf(scope, addresses);
    const origins = [...environment.allowedOrigins, ...(webFront ? [webFront.origin] : [])];

    // What functions use.
    this.tables = mapByName(usedTables(definitions), (table) => createTable(scope, table));
    this.topics = mapByName(usedTopics(definitions), (topic) => createTopic(scope, topic));
    this.queues = mapByName(usedQueues(definitions), (queue) => createQueue(scope, queue, definitions));
    this.buckets = mapByName(usedBuckets(definitions), (definition) => {
      const created = createBucket(scope, definition, origins);
      const statements = mailStatements(scope, definition, created.bucket.arn, definitions);
      return createBucketPolicy(scope, definition.name, created, statements);
    });
    this.webSocket = createWebSocketApi(scope);

    // The functions.
    const deployed = this.#createFunctions(scope, packages, settings);
    this.functions = new Map(deployed.map((entry) => [entry.definition.name, entry]));

    // What invokes them.
    const mockRoutes = packages.flatMap((functionPackage) => functionPackage.mockRoutes ?? []);
    const { webSocket } = this;
    const webSocketStage = createWebSocketRoutes(scope, { webSocket, functions: deployed, mockRoutes });
    this.http = createHttpApi(scope, { functions: deployed, origins });
    const undelivered = deployed.flatMap((entry) => [
      ...createSubscriptions(scope, this.topics, entry),
      ...createSchedules(scope, entry),
    ]);
    for (const entry of deployed) {
      createQueueSources(scope, this.queues, entry);
      createInboundMail(scope, this.buckets, entry);
    }
    for (const [name, bucket] of this.buckets) createUploadNotifications(scope, name, bucket, deployed);

    // Where people find it.
    const { api: httpApi, stage: httpStage } = this.http;
    if (addresses) {
      const { zone } = addresses;
      const webSocketName = { id: 'web-socket', domainName: addresses.webSocket, zone };
      createCustomDomain(scope, { ...webSocketName, api: webSocket.api, stage: webSocketStage });
      createCustomDomain(scope, {
        id: 'http',
        domainName: addresses.http,
        zone,
        api: httpApi,
        stage: httpStage,
      });
    }
    const ws = addresses ? `wss://${addresses.webSocket}` : webSocket.endpoint;
    const http = addresses ? `https://${addresses.http}` : httpApi.apiEndpoint;
    this.#output('webSocketUrl', ws);
    this.#output('httpUrl', http);
    if (webFront) {
      uploadPages(scope, webFront.bucket, listPageFiles(pagesFolder), { ws, http });
      this.#output('webUrl', webFront.origin);
    }

    // Who looks after it.
    if (isLocal(environment)) return;
    const failures = [
      ...deployed.flatMap((entry) => entry.failures ?? []),
      ...[...this.queues.values()].map(({ failed }) => failed),
    ];
    this.#createOperations(scope, {
      tables: this.tables,
      functions: deployed,
      queues: this.queues,
      deadLetterQueues: [...failures, ...undelivered],
      webSocket,
      http: httpApi,
    });
  }

  #createFunctions(
    scope: Scope,
    packages: readonly FunctionPackage[],
    settings: ResolvedSettings,
  ): readonly DeployedFunction[] {
    const reachable: Reachable = {
      tables: this.tables,
      topics: this.topics,
      queues: this.queues,
      buckets: new Map([...this.buckets].map(([name, { bucket }]) => [name, bucket])),
      webSocket: this.webSocket,
    };
    return packages.flatMap(({ root, functions }) =>
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
  }

  #createOperations(scope: Scope, operated: Operated): void {
    const { mail, alarms } = scope.environment;
    if (mail) createMailDomain(scope, mail);
    const { caller, operator } = createAccessRoles(scope, operated);
    this.#output('callerRoleArn', caller.arn);
    this.#output('operatorRoleArn', operator.arn);
    const dashboard = createDashboard(scope, operated);
    this.#output('dashboardName', dashboard.dashboardName);
    if (!alarms) return;
    const topic = createAlarmTopic(scope, alarms.addresses);
    createAlarms(scope, topic, operated);
    if (alarms.monthlyBudgetDollars !== undefined) createBudget(scope, topic, alarms.monthlyBudgetDollars);
  }

  #output(name: string, value: string): void {
    new TerraformOutput(this, name, { value });
  }
}

/** The pages' bucket and CloudFront. Pages may talk to the environment's own APIs. */
function frontOf(scope: Scope, addresses: Addresses | undefined): WebFront {
  if (addresses) {
    const connect = [`wss://${addresses.webSocket}`, `https://${addresses.http}`];
    return createWebFront(scope, { connect, domain: { name: addresses.web, zone: addresses.zone } });
  }
  // AWS names the APIs only after it knows the pages' origin, so that any API of the region has to do.
  const anyApi = `*.execute-api.${scope.environment.region}.amazonaws.com`;
  return createWebFront(scope, { connect: [`wss://${anyApi}`, `https://${anyApi}`] });
}

const mapByName = <D extends { readonly name: string }, R>(
  definitions: readonly D[],
  create: (definition: D) => R,
): ReadonlyMap<string, R> => new Map(definitions.map((definition) => [definition.name, create(definition)]));
