import { type FunctionPackage, withDefaults } from '@switchboard/declarations';
import { type Apigatewayv2Api, AwsProvider, type DynamodbTable, type SnsTopic } from './cdktf/aws.ts';
import { type App, LocalBackend, TerraformOutput, TerraformStack } from './cdktf/core.ts';
import { functionsFor, requireDistinctFunctions, usedTables, usedTopics } from './declared.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { Environment } from './environments.ts';
import { statementsFor, variablesFor } from './function-access.ts';
import { findBundle } from './function-bundle.ts';
import { createHttpApi } from './http-api.ts';
import { createFunction } from './lambda-function.ts';
import { requireSettings } from './require-settings.ts';
import { createSchedules } from './schedules.ts';
import { createTable } from './tables.ts';
import { createSubscriptions, createTopic } from './topics.ts';
import { createWebSocketApi, type WebSocketApi } from './web-socket-api.ts';
import { openWebSocketApi } from './web-socket-routes.ts';

/** Everything of one environment. What is declared with the functions decides what there is; the environment, how it is set. */
export class EnvironmentStack extends TerraformStack {
  /** By declared name, as are the topics and functions. */
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly topics: ReadonlyMap<string, SnsTopic>;
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  readonly webSocket: WebSocketApi;
  readonly http: Apigatewayv2Api;

  /**
   * @throws {DeclarationError} where declarations contradict each other
   * @throws {InvalidSettingsError} where settings are wrong, or insecure and not accepted
   * @throws {BundleMissingError} where a function has not been built
   */
  constructor(app: App, environment: Environment, packages: readonly FunctionPackage[]) {
    super(app, environment.name);
    requireSettings(environment, packages);
    const settings = withDefaults(environment.settings);
    const definitions = functionsFor(
      packages.flatMap(({ functions }) => functions),
      settings,
    );
    requireDistinctFunctions(definitions);

    new AwsProvider(this, 'aws', {
      region: environment.region,
      defaultTags: [{ tags: { application: environment.prefix, environment: environment.name } }],
    });
    // Terraform runs in the stack's folder; cdktf's own default would be an absolute path of this machine.
    new LocalBackend(this, { path: `../../../terraform.${environment.name}.tfstate` });

    this.tables = mapByName(usedTables(definitions), (table) => createTable(this, environment, table));
    this.topics = mapByName(usedTopics(definitions), (topic) => createTopic(this, environment, topic));
    this.webSocket = createWebSocketApi(this, environment);

    const reachable = { tables: this.tables, topics: this.topics, webSocket: this.webSocket };
    const deployed = packages.flatMap(({ root, functions }) =>
      functionsFor(functions, settings).map((definition) => ({
        definition,
        lambda: createFunction(this, environment, {
          definition,
          bundle: findBundle(root, definition.name),
          statements: statementsFor(definition.uses, reachable),
          variables: variablesFor(definition, reachable, settings),
        }),
      })),
    );
    this.functions = new Map(deployed.map((entry) => [entry.definition.name, entry]));

    openWebSocketApi(this, environment, this.webSocket, deployed);
    this.http = createHttpApi(this, environment, deployed);
    for (const entry of deployed) {
      createSubscriptions(this, environment, this.topics, entry);
      createSchedules(this, environment, entry);
    }

    new TerraformOutput(this, 'webSocketUrl', { value: this.webSocket.endpoint });
    new TerraformOutput(this, 'httpUrl', { value: this.http.apiEndpoint });
  }
}

const mapByName = <D extends { readonly name: string }, R>(
  definitions: readonly D[],
  create: (definition: D) => R,
): ReadonlyMap<string, R> => new Map(definitions.map((definition) => [definition.name, create(definition)]));
