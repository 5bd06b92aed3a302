import { createServer, type RequestListener } from 'node:http';
import { controlPrefix, createControlApi } from './control/control-api.ts';
import { openDataFolder } from './data-folder/data-folder.ts';
import { type Deployment, readDeployment } from './deployment/deployment.ts';
import { requirePermissions } from './deployment/permissions.ts';
import { createDoor } from './door/door.ts';
import { createDoorListener } from './door/door-listener.ts';
import { createFaults } from './door/faults.ts';
import { createForward } from './door/forward.ts';
import { createMeter } from './door/meter.ts';
import { createServices } from './door/services.ts';
import { createFunctions } from './functions/functions.ts';
import { unpackAll } from './functions/unpack.ts';
import { createHttpGateway } from './http-api/gateway.ts';
import { createIdentities } from './identity/identities.ts';
import { type Log, withShortNames } from './log.ts';
import { startMessaging } from './messaging/messaging.ts';
import { createPages } from './pages/pages.ts';
import { closeAll, listenAll } from './servers.ts';
import { createTables } from './tables/create-tables.ts';
import { startEngine } from './tables/engine.ts';
import { createEngineClient } from './tables/engine-client.ts';
import { startTtlSweep } from './tables/ttl-sweep.ts';
import { loadTerraform } from './terraform/load.ts';
import { regionOf } from './terraform/resolve.ts';
import { createWebSocketGateway } from './web-socket/gateway.ts';

export interface PlatformOptions {
  /** The synthesised stack, `cdk.tf.json`. */
  readonly terraformFile: string;
  /** The folder of the built pages. */
  readonly pagesFolder: string;
  /** The folder that keeps data across restarts, or `memory`. */
  readonly dataDir: string;
  /** The first of four ports: web, HTTP, WebSocket, AWS. 0: any free ones. */
  readonly port: number;
  /** How many times faster than the clock API Gateway, Lambda's retries and schedules are. @default 1 */
  readonly speed?: number;
  /** The most processes that one function may have. @default 10 */
  readonly maximumProcesses?: number;
  /** The environment in which a DynamoDB engine is looked for. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** Bytes that cannot be guessed. */
  readonly randomBytes: (count: number) => Buffer;
}

/** Where a running platform answers; the fields of the line that says it is ready. */
export interface Addresses {
  readonly web: string;
  readonly ws: string | null;
  readonly http: string | null;
  /** The engine itself: any credentials, no policy, no meter. */
  readonly dynamodb: string;
  readonly smtp: null;
  readonly telegram: null;
}

export interface Platform {
  readonly addresses: Addresses;
  /** Every service of AWS, for whoever signs: the developer with the key `local` and the secret `local`. */
  readonly aws: string;
  /** What is not needed to be ready: settles when every function has a process. */
  readonly warm: Promise<void>;
  stop(): Promise<void>;
}

/** API Gateway closes a connection that was idle for so long, in milliseconds. */
const idleMs = 600_000;

/** API Gateway closes every connection after so long, in milliseconds. */
const longestMs = 7_200_000;

/** An integration is given up after this time, however fast the platform's other clocks are, in milliseconds. */
const integrationMs = 29_000;

/** How often the engine is swept for expired items, in milliseconds. */
const sweepMs = 60_000;

/**
 * Boots what a synthesised stack says. Every step has its end, and they run in reverse, also where a later step fails.
 *
 * @throws {PlatformError} whose message says what to do
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { now, newId, randomBytes, speed = 1 } = options;
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };

  try {
    // The stack: read first, for nothing else can be right if it is not.
    const document = await loadTerraform(options.terraformFile);

    // The data folder, for this process alone.
    const dataFolder = await openDataFolder(options.dataDir);
    ends.push(dataFolder.close);

    // Addresses: what AWS would choose on deployment, the stack's references need.
    const servers = {
      web: createServer(),
      http: createServer(),
      webSocket: createServer(),
      door: createServer(),
    };
    ends.push(() => closeAll(servers));
    const ports = await listenAll(servers, options.port);
    const place = {
      region: regionOf(document),
      accountId: '000000000000',
      webSocketEndpoint: `ws://127.0.0.1:${ports.webSocket}`,
      httpEndpoint: `http://127.0.0.1:${ports.http}`,
      doorEndpoint: `http://127.0.0.1:${ports.door}`,
    };
    const deployment: Deployment = readDeployment(document, options.terraformFile, place);
    requirePermissions(deployment);
    const { functions: lambdaFunctions, webSocketApi, httpApi } = deployment;
    const log = withShortNames(
      options.log,
      lambdaFunctions.map(({ name }) => name),
    );

    // DynamoDB with the stack's tables.
    const engine = await startEngine(dataFolder, options.env);
    ends.push(engine.stop);
    const forward = createForward(engine.endpoint);
    ends.push(forward.close);
    const engineClient = createEngineClient(forward);
    await createTables(engineClient, deployment.tables, dataFolder.path);
    ends.push(
      startTtlSweep({ engine: engineClient, tables: deployment.tables, everyMs: sweepMs / speed, now, log }),
    );

    // Functions, and who they are.
    const identities = createIdentities(place.accountId, () => randomBytes(20).toString('hex'));
    const meter = createMeter();
    const faults = createFaults();
    const taskRoots = await unpackAll(lambdaFunctions, dataFolder.codeFolder);
    const functions = createFunctions({
      functions: lambdaFunctions,
      taskRootOf: ({ arn }) => taskRoots.get(arn) ?? '',
      identities,
      meter,
      log,
      region: place.region,
      doorEndpoint: place.doorEndpoint,
      maximumProcesses: options.maximumProcesses ?? 10,
      now,
      newId,
    });
    ends.push(functions.stop);

    // What happens without anyone waiting: events, topics, queues, schedules.
    const { invoke } = functions;
    const { queuesFolder } = dataFolder;
    const messaging = startMessaging({ deployment, invoke, faults, queuesFolder, speed, now, newId, log });
    ends.push(messaging.stop);

    // The APIs.
    const apiOptions = { functions, integrationMs, now, newId };
    const webSocket =
      webSocketApi &&
      createWebSocketGateway({
        ...apiOptions,
        api: webSocketApi,
        domainName: new URL(place.webSocketEndpoint).host,
        times: { idleMs: idleMs / speed, longestMs: longestMs / speed },
        newConnectionId: () => randomBytes(11).toString('base64'),
        log,
      });
    if (webSocket) ends.push(webSocket.stop);
    const httpGateway =
      httpApi && createHttpGateway({ ...apiOptions, api: httpApi, accountId: place.accountId, identities });

    // The one door that every call of a function passes.
    const services = createServices({ deployment, forward, functions, messaging, webSocket, newId });
    const door = createDoor({ identities, meter, faults, killProcess: functions.kill, now, log, services });

    // Open: from here on requests are answered.
    const doorListener = createDoorListener(door, log);
    const control = createControlApi({ deployment, meter, faults });
    servers.door.on('request', (request, response) =>
      request.url?.startsWith(controlPrefix)
        ? void control(request, response)
        : doorListener(request, response),
    );
    servers.webSocket.on('request', doorListener);
    servers.http.on('request', httpGateway ?? notFound);
    webSocket?.attach(servers.webSocket);
    const ws = webSocketApi ? `${place.webSocketEndpoint}/${webSocketApi.stage}` : null;
    const http = httpApi ? place.httpEndpoint : null;
    servers.web.on('request', createPages({ folder: options.pagesFolder, config: { ws, http } }));

    return {
      addresses: {
        web: `http://127.0.0.1:${ports.web}`,
        ws,
        http,
        dynamodb: engine.endpoint,
        smtp: null,
        telegram: null,
      },
      aws: place.doorEndpoint,
      warm: functions.warm(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
};
