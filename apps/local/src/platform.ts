import { createServer, type RequestListener } from 'node:http';
import { controlPrefix, createControlApi } from './control/control-api.ts';
import { openDataFolder } from './data-folder/data-folder.ts';
import { type Deployment, readDeployment } from './deployment/deployment.ts';
import { requirePermissions } from './deployment/permissions.ts';
import { createDoor } from './door/door.ts';
import { createDoorListener } from './door/door-listener.ts';
import { createDynamoDbService } from './door/dynamodb-service.ts';
import { createFaults } from './door/faults.ts';
import { createForward } from './door/forward.ts';
import { createMeter } from './door/meter.ts';
import { createFunctions } from './functions/functions.ts';
import { unpackAll } from './functions/unpack.ts';
import { createHttpGateway } from './http-api/gateway.ts';
import { createIdentities } from './identity/identities.ts';
import { type Log, withShortNames } from './log.ts';
import { createAsynchronousInvocations } from './messaging/asynchronous-invocations.ts';
import { createLambdaService } from './messaging/lambda-service.ts';
import { createQueues } from './messaging/queues.ts';
import { startSchedules } from './messaging/schedules.ts';
import { createSnsService } from './messaging/sns-service.ts';
import { createSqsService } from './messaging/sqs-service.ts';
import { createTopics } from './messaging/topics.ts';
import { createPages } from './pages/pages.ts';
import { closeAll, listenAll } from './servers.ts';
import { createTables } from './tables/create-tables.ts';
import { startEngine } from './tables/engine.ts';
import { createEngineClient } from './tables/engine-client.ts';
import { startTtlSweep } from './tables/ttl-sweep.ts';
import { loadTerraform } from './terraform/load.ts';
import { regionOf } from './terraform/resolve.ts';
import { createWebSocketGateway, type WebSocketGateway } from './web-socket/gateway.ts';
import { createManagementService } from './web-socket/management-service.ts';

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

/** API Gateway's and Lambda's times, in milliseconds. */
const times = { idleMs: 600_000, longestMs: 7_200_000, retryDelaysMs: [60_000, 120_000] } as const;

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
    const queues = createQueues(deployment.queues, place, dataFolder.queuesFolder);
    ends.push(queues.stop);
    const asynchronous = createAsynchronousInvocations({
      functions: lambdaFunctions,
      invoke: functions.invoke,
      sendToQueue: queues.send,
      retryDelaysMs: times.retryDelaysMs.map((delayMs) => delayMs / speed),
      now,
      newId,
      log,
    });
    ends.push(asynchronous.stop);
    const topics = createTopics({
      topics: deployment.topics,
      asynchronous,
      sendToQueue: queues.send,
      faults,
      now,
    });
    ends.push(topics.stop);
    ends.push(startSchedules(deployment.schedules, asynchronous, speed));

    // The APIs.
    const webSocket = webSocketApi && startWebSocket();
    const httpGateway =
      httpApi &&
      createHttpGateway({
        api: httpApi,
        accountId: place.accountId,
        functions,
        identities,
        integrationMs,
        now,
        newId,
      });

    // The one door that every call of a function passes.
    const arnOf = (service: string, resource: string): string =>
      `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;
    const door = createDoor({
      identities,
      meter,
      faults,
      killProcess: functions.kill,
      now,
      log,
      services: {
        dynamodb: createDynamoDbService(forward, (name) =>
          name.startsWith('arn:') ? name : arnOf('dynamodb', `table/${name}`),
        ),
        sns: createSnsService(topics, newId),
        sqs: createSqsService(queues, (name) => arnOf('sqs', name)),
        lambda: createLambdaService({ functions: lambdaFunctions, invoke: functions.invoke, asynchronous }),
        ...(webSocketApi && webSocket
          ? { 'execute-api': createManagementService(webSocketApi, webSocket.connections) }
          : {}),
      },
    });

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
    const ws = webSocketApi ? `${place.webSocketEndpoint}/${webSocketApi.stage}` : null;
    const http = httpApi ? place.httpEndpoint : null;
    servers.web.on(
      'request',
      createPages({
        folder: options.pagesFolder,
        config: { ...(ws ? { ws } : {}), ...(http ? { http } : {}) },
      }),
    );

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

    function startWebSocket(): WebSocketGateway | undefined {
      if (!webSocketApi) return undefined;
      const gateway = createWebSocketGateway({
        api: webSocketApi,
        apiInfo: {
          apiId: webSocketApi.id,
          stage: webSocketApi.stage,
          domainName: `127.0.0.1:${ports.webSocket}`,
        },
        functions,
        integrationMs,
        times: { idleMs: times.idleMs / speed, longestMs: times.longestMs / speed },
        now,
        newId,
        newConnectionId: () => randomBytes(11).toString('base64'),
        log,
      });
      gateway.attach(servers.webSocket);
      ends.push(gateway.stop);
      return gateway;
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
};
