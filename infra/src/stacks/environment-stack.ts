import type { FunctionPackage } from '@switchboard/declarations';
import { type Addresses, addressesOf } from '../addresses.ts';
import { createCustomDomain } from '../apis/custom-domain.ts';
import { type Backend, createBackend, required } from '../backend.ts';
import { type App, TerraformOutput } from '../cdktf/core.ts';
import { type Environment, isLocal, settingsOf } from '../environment/environment.ts';
import { functionsFor, usedBuckets } from '../functions/declared.ts';
import { mailLookups } from '../messaging/inbound-mail.ts';
import { createMailDomain } from '../messaging/mail-domain.ts';
import { createAccessRoles } from '../operations/access-roles.ts';
import { createAlarmTopic } from '../operations/alarm-topic.ts';
import { createAlarms } from '../operations/alarms.ts';
import { createBudget } from '../operations/budget.ts';
import { createDashboards } from '../operations/dashboard.ts';
import type { Operated } from '../operations/operated.ts';
import { createScope, type Scope } from '../scope.ts';
import { objectsAddress } from '../storage/buckets.ts';
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
  readonly backend: Backend;

  /**
   * @throws {DeclarationError} if declarations contradict each other, or there is no WebSocket or no HTTP route
   * @throws {BundleMissingError} if a function has not been built
   * @throws {PagesMissingError} if the pages have not been built
   */
  constructor(app: App, environment: Environment, { packages, pagesFolder }: Built) {
    super(app, environment.name, environment, {
      application: environment.prefix,
      environment: environment.name,
    });
    const scope = createScope(this, environment);
    const addresses = addressesOf(scope);

    // Where pages are served from, which decides whose requests the APIs answer. The local platform serves them itself.
    const webFront = isLocal(environment)
      ? undefined
      : createFront(scope, addresses, uploadOrigins(scope, packages));
    const origins = [...environment.allowedOrigins, ...(webFront ? [webFront.origin] : [])];

    this.backend = createBackend(scope, { packages, origins });
    const webSocket = required(this.backend.webSocket, 'a WebSocket route');
    const http = required(this.backend.http, 'an HTTP route');

    // Where people and pages find it.
    if (addresses) {
      const { zone } = addresses;
      const { api, stage } = webSocket;
      createCustomDomain(scope, { id: 'web-socket', domainName: addresses.webSocket, zone, api, stage });
      createCustomDomain(scope, { id: 'http', domainName: addresses.http, zone, ...http });
    }
    const config = {
      ws: addresses ? `wss://${addresses.webSocket}` : webSocket.endpoint,
      http: addresses ? `https://${addresses.http}` : http.api.apiEndpoint,
    };
    this.#output('webSocketUrl', config.ws);
    this.#output('httpUrl', config.http);
    for (const { name, path } of toldRoutes(this.backend)) this.#output(name, `${config.http}${path}`);
    const definitions = [...this.backend.functions.values()].map(({ definition }) => definition);
    for (const { outputs = {} } of definitions)
      for (const [name, value] of Object.entries(outputs)) this.#output(name, value);
    if (!webFront) {
      const lookups = mailLookups(this.backend.tables, definitions);
      for (const [name, value] of Object.entries(lookups)) this.#output(name, value);
      return;
    }
    const { brand } = environment;
    uploadPages(scope, webFront.bucket, listPageFiles(pagesFolder), { ...config, ...(brand && { brand }) });
    this.#output('webUrl', webFront.origin);

    this.#createOperations(scope, { ...this.backend, webSocket, http });
  }

  /** What people need who look after the environment. */
  #createOperations(scope: Scope, operated: Operated): void {
    const { mail, alarms } = scope.environment;
    if (mail) this.#output('mailRecords', createMailDomain(scope, mail));
    const dashboards = createDashboards(scope, operated);
    this.#output('dashboardName', dashboards.overview.dashboardName);
    const { caller, operator } = createAccessRoles(scope, operated, dashboards);
    this.#output('callerRoleArn', caller.arn);
    this.#output('operatorRoleArn', operator.arn);
    if (!alarms) return;
    const topic = createAlarmTopic(scope, alarms.addresses);
    createAlarms(scope, topic, operated);
    if (alarms.monthlyBudgetDollars !== undefined) createBudget(scope, topic, alarms.monthlyBudgetDollars);
  }

  #output(name: string, value: string | readonly string[]): void {
    new TerraformOutput(this, name, { value });
  }
}

/** The HTTP routes whose addresses the stack tells, by the names of its outputs. */
const toldRoutes = ({ functions }: Backend): readonly { readonly name: string; readonly path: string }[] =>
  [...functions.values()].flatMap(({ definition }) =>
    definition.triggers.flatMap((trigger) =>
      trigger.type === 'httpRoute' && trigger.output !== undefined
        ? [{ name: trigger.output, path: trigger.path }]
        : [],
    ),
  );

/** Where pages upload files to. */
function uploadOrigins(scope: Scope, packages: readonly FunctionPackage[]): readonly string[] {
  const settings = settingsOf(scope.environment);
  const definitions = packages.flatMap(({ functions }) => functionsFor(functions, settings));
  const buckets = usedBuckets(definitions).filter(({ browserUploads }) => browserUploads);
  return buckets.map((bucket) => objectsAddress(scope, bucket));
}

/** The pages' bucket and CloudFront. Pages may talk to the environment's own APIs and upload to its buckets. */
function createFront(scope: Scope, addresses: Addresses | undefined, uploads: readonly string[]): WebFront {
  if (addresses) {
    const connect = [`wss://${addresses.webSocket}`, `https://${addresses.http}`, ...uploads];
    return createWebFront(scope, { connect, domain: { name: addresses.web, zone: addresses.zone } });
  }
  // AWS names the APIs only after it knows the pages' origin, so that any API of the region has to do.
  const anyApi = `*.execute-api.${scope.environment.region}.amazonaws.com`;
  return createWebFront(scope, { connect: [`wss://${anyApi}`, `https://${anyApi}`, ...uploads] });
}
