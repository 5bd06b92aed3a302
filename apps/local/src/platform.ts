import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { addressesOf } from './addresses.ts';
import { createBuckets } from './buckets/buckets.ts';
import { withBucketCors } from './buckets/cors.ts';
import { withFormUploads } from './buckets/form-upload.ts';
import { openObjectStore } from './buckets/object-store.ts';
import { controlPrefix, createControlApi } from './control/control-api.ts';
import { openDataFolder } from './data-folder/data-folder.ts';
import { type Deployment, readDeployment } from './deployment/deployment.ts';
import { createDoor } from './door/door.ts';
import { createDoorListener } from './door/door-listener.ts';
import { createFaults } from './door/faults.ts';
import { createMeter } from './door/meter.ts';
import { createServices } from './door/services.ts';
import { createUsedPermissions } from './door/used-permissions.ts';
import { startFunctions } from './functions/functions.ts';
import { createHttpGateway } from './http-api/gateway.ts';
import { createIdentities } from './identity/identities.ts';
import { createAccountLimits } from './limits/account-limits.ts';
import { withShortNames } from './log/log.ts';
import { createItemLookup } from './mail/item-lookup.ts';
import { readMailHistory } from './mail/mail-history.ts';
import { createMailLog } from './mail/mail-log.ts';
import { createOutbox } from './mail/outbox.ts';
import { startMail } from './mail/start-mail.ts';
import { startMessaging } from './messaging/messaging.ts';
import { startPages } from './pages/start-pages.ts';
import { createSecrets, variableOf } from './parameters/secrets.ts';
import type { Platform, PlatformOptions } from './platform-options.ts';
import { createSourceLines } from './reload/source-lines.ts';
import { openServers, type Servers } from './servers.ts';
import { createStarted } from './started.ts';
import { openStorage } from './storage/storage.ts';
import { createMask, withRememberedSecrets } from './studio/mask.ts';
import { createRecorder, recordedLog } from './studio/recorder.ts';
import { createStudioApi } from './studio/studio-api.ts';
import { startTables } from './tables/tables.ts';
import { openTelegram } from './telegram/telegram.ts';
import type { Surroundings } from './terraform/computed-attributes.ts';
import { loadTerraform } from './terraform/load.ts';
import { regionOf } from './terraform/resolve.ts';
import { createWebSocketGateway } from './web-socket/gateway.ts';

/** The account that the platform plays. */
const accountId = '000000000000';

/** API Gateway's times: a connection may be idle for ten minutes and live for two hours. In milliseconds. */
const connectionTimes = { idleMs: 600_000, longestMs: 7_200_000 };

/** How often the tables are swept for expired items, in milliseconds. */
const sweepMs = 60_000;

/** How long a function's process may be idle before it is ended, in milliseconds. One of each function stays. */
const processIdleMs = 60_000;

/**
 * Boots what a synthesised stack says, step by step. `stop` ends the steps in reverse; so does a step that fails.
 *
 * @throws {PlatformError} whose message says what to do
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { now, newId, randomBytes, speed = 1 } = options;
  const started = createStarted();
  try {
    // 1. The stack: nothing else can be right if it is not.
    const document = await loadTerraform(options.terraformFile);

    // 2. The data folder, for this process alone, and what the platform itself keeps in it.
    const dataFolder = started.add(await openDataFolder(options.dataDir));
    const storage = started.add(openStorage(dataFolder.storageFile));

    // 3. The servers: the stack's references need the addresses that AWS would choose.
    const servers = started.add(await openServers(options.port));
    const place = placeOf(regionOf(document), servers);
    const deployment = readDeployment(document, options.terraformFile, place);
    const names = deployment.functions.map(({ name }) => name);
    const recorder = createRecorder({ now });
    const mask = createMask();
    const log = recordedLog(withShortNames(options.log, names), recorder);
    const shared = { speed, now, newId, log, recorder };

    // 4. DynamoDB with the stack's tables.
    const tables = started.add(
      await startTables({
        ...shared,
        tables: deployment.tables,
        dataFolder,
        env: options.env,
        sweepMs: sweepMs / speed,
      }),
    );

    // 5. Telegram: functions are told where it is.
    const telegram = started.add(
      await openTelegram({
        ...shared,
        deployment,
        secrets: createSecrets({ file: options.secretsFile, env: options.env }),
        folder: dataFolder.telegramFolder,
        port: servers.telegramPort,
        randomBytes,
      }),
    );

    // 6. Functions; each of their processes has an identity of its own.
    const identities = createIdentities(accountId, () => randomBytes(20).toString('hex'));
    const meter = createMeter();
    const usedPermissions = createUsedPermissions();
    const sources = createSourceLines(options.sourceRoot);
    const lambdaFunctions = telegram.tell(deployment.functions);
    const functions = started.add(
      await startFunctions({
        ...shared,
        functions: lambdaFunctions,
        codeFolder: dataFolder.codeFolder,
        identities,
        meter,
        region: place.region,
        doorEndpoint: place.doorEndpoint,
        maximumProcesses: options.maximumProcesses ?? 10,
        idleMs: processIdleMs / speed,
        sources,
        inspection: options.inspection,
      }),
    );

    // 7. What happens without anyone waiting: queues, events, topics, schedules.
    const faults = createFaults();
    const { invoke } = functions;
    const messaging = started.add(startMessaging({ ...shared, deployment, invoke, faults, storage }));

    // 8. Buckets.
    const store = await openObjectStore({ ...shared, storage, folder: dataFolder.objectsFolder });
    const buckets = createBuckets({
      ...shared,
      ...messaging,
      buckets: deployment.buckets,
      store,
      faults,
      region: place.region,
    });

    // 9. Mail: what comes in by its port, and what is sent.
    const outbox = createOutbox(storage);
    const mailLog = createMailLog(storage);
    const stateOf = createItemLookup('mailStates', deployment.outputs.mailStates, tables.client);
    const mail = started.add(
      await startMail({
        ...shared,
        ...messaging,
        deployment,
        servers,
        buckets,
        invoke,
        engine: tables.client,
        dnsFile: options.mailDnsFile,
        mailLog,
        randomBytes,
      }),
    );

    // 10. The APIs.
    const { webSocketApi, httpApi } = deployment;
    const accountLimits = createAccountLimits(now);
    const gateway = { ...shared, functions, accountLimits, identities, accountId };
    const webSocket =
      webSocketApi &&
      started.add(
        createWebSocketGateway({
          ...gateway,
          api: webSocketApi,
          domainName: new URL(place.webSocketEndpoint).host,
          times: scaled(connectionTimes, speed),
          newConnectionId: () => randomBytes(11).toString('base64'),
        }),
      );
    const http = httpApi && createHttpGateway({ ...gateway, api: httpApi });

    // 11. The door, through which every call of a function to AWS passes.
    const { forward } = tables;
    const services = createServices({
      ...shared,
      deployment,
      forward,
      functions,
      messaging,
      buckets,
      outbox,
      webSocket,
      accountLimits,
      secrets: withRememberedSecrets(telegram.secrets, mask),
    });
    const door = createDoor({
      ...shared,
      identities,
      meter,
      faults,
      usedPermissions,
      killProcess: functions.kill,
      services,
    });

    // 12. Open: from here on requests are answered, and what an earlier run left is taken up.
    const addresses = addressesOf({
      deployment,
      place,
      webPort: servers.ports.web,
      hasTools: options.toolsFolder !== undefined,
      tables,
      mail,
      telegram,
    });
    const forms = { ...shared, buckets, identities, refuse: services.s3.refuse };
    const doorListener = withBucketCors(
      buckets,
      withFormUploads(forms, createDoorListener(door, shared.log)),
    );
    const mailHistory = () => readMailHistory(mailLog, stateOf);
    const engine = tables.client;
    const studio = createStudioApi({
      ...shared,
      deployment,
      lambdaFunctions,
      functions,
      messaging,
      engine,
      meter,
      faults,
      mask,
    });
    const control = createControlApi({
      deployment,
      meter,
      faults,
      outbox,
      mailHistory,
      usedPermissions,
      studio,
    });
    servers.answer('door', sharedWithControl(control, doorListener));
    servers.answer('webSocket', doorListener);
    webSocket?.attach(servers.webSocket);
    servers.answer('http', http ?? notFound);
    const pages = started.add(
      await startPages({
        ...shared,
        ...options,
        addresses,
        deployment,
        functions,
        builtFolder: join(dataFolder.codeFolder, 'built'),
      }),
    );
    servers.answer('web', sharedWithControl(control, pages.listener));
    messaging.resume();
    await telegram.connect(place.httpEndpoint);

    return {
      addresses,
      dataFolder: dataFolder.path,
      bot: deployment.functions.find(({ environment }) => environment.BOT)?.environment.BOT,
      secretNames: secretNamesOf(deployment.functions),
      warm: functions.warm(),
      lost: tables.lost,
      stop: started.stop,
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

const placeOf = (region: string, { ports }: Servers): Surroundings => ({
  region,
  accountId,
  webSocketEndpoint: `ws://127.0.0.1:${ports.webSocket}`,
  httpEndpoint: `http://127.0.0.1:${ports.http}`,
  doorEndpoint: `http://127.0.0.1:${ports.door}`,
});

/** Functions are told the parameters of their secrets in variables with this prefix. */
const secretPrefix = 'SECRET_';

const secretNamesOf = (functions: Deployment['functions']): readonly string[] => [
  ...new Set(
    functions.flatMap(({ environment }) =>
      Object.entries(environment).flatMap(([name, parameter]) =>
        name.startsWith(secretPrefix) && parameter ? [variableOf(parameter)] : [],
      ),
    ),
  ),
];

const scaled = <T extends Readonly<Record<string, number>>>(times: T, speed: number): T =>
  Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, ms / speed])) as T;

/** The platform's own API shares the addresses of AWS and of the pages. */
const sharedWithControl =
  (
    control: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
    others: RequestListener,
  ): RequestListener =>
  (request, response) =>
    request.url?.startsWith(controlPrefix) ? void control(request, response) : others(request, response);

const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
};
