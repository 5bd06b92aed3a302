import type { Deployment } from '../deployment/deployment.ts';
import type { LambdaFunction } from '../deployment/functions.ts';
import { portProblem } from '../listen.ts';
import type { Log } from '../log/log.ts';
import type { Secrets } from '../parameters/secrets.ts';
import { PlatformError } from '../platform-error.ts';
import type { Part } from '../started.ts';
import { BotApiError, type BotAtTelegram, callBotApi } from './bot-api.ts';
import { pollUpdates } from './poll-updates.ts';

export interface TelegramOptions {
  readonly deployment: Pick<Deployment, 'functions' | 'outputs'>;
  readonly secrets: Secrets;
  /** Where chats with the simulator are kept; `undefined`: nowhere. */
  readonly folder: string | undefined;
  /** The simulator's port. 0: any free one. */
  readonly port: number;
  readonly now: () => number;
  /** Bytes that cannot be guessed. */
  readonly randomBytes: (count: number) => Buffer;
  readonly log: Log;
}

/** The Telegram that the stack's functions talk to. */
export interface Telegram extends Part {
  /** The simulator's root; null where the stack knows no Telegram, or talks to Telegram itself. */
  readonly address: string | null;
  /** The functions, told where this Telegram is. */
  tell(functions: readonly LambdaFunction[]): readonly LambdaFunction[];
  /** The stack's secrets, with those of the bot. */
  readonly secrets: Secrets;
  /** Has what people do brought to the stack's webhook. @param httpEndpoint where the HTTP API answers */
  connect(httpEndpoint: string): Promise<void>;
}

/** The variable that tells a function where the Bot API is. */
const apiRootVariable = 'TELEGRAM_API_ROOT';

/** Telegram's own: nobody has chosen another. */
const telegramItself = 'https://api.telegram.org';

/** The stack's outputs with the address of the webhook, and with the parameters of each call of `setMyCommands`. */
const webhookOutput = 'telegramWebhookUrl';
const menusOutput = 'telegramMenus';

const webhookSecretName = 'telegram-webhook-secret';
const tokenName = 'telegram-bot-token';

/** The bot of the simulator. */
const simulatedToken = '4000:local';

/**
 * Opens what the stack needs of Telegram: nothing, a simulator, or, where the developer has set `TELEGRAM_TOKEN`, Telegram itself (or the Bot API
 * that `TELEGRAM_API_ROOT` names), which is asked for updates, since it cannot reach this machine.
 *
 * @throws {PlatformError} `telegram.tokenMissing`, `telegram.refused`, `telegram.taken`, `port.unusable`
 */
export async function openTelegram(options: TelegramOptions): Promise<Telegram> {
  const { deployment, secrets, randomBytes } = options;
  const webhook = deployment.outputs[webhookOutput];
  const apiRoot = deployment.functions.find(({ environment }) => apiRootVariable in environment)?.environment[
    apiRootVariable
  ];
  if (webhook === undefined || apiRoot === undefined) return noTelegram(secrets);
  const path = new URL(String(webhook)).pathname;
  const secret = (await secrets.find(webhookSecretName)) ?? randomBytes(32).toString('hex');
  const webhookAt = (httpEndpoint: string) => ({ url: `${httpEndpoint}${path}`, secret });
  const token = (await secrets.find('telegram-token')) ?? (await secrets.find(tokenName));
  if (token !== undefined) return openPolled({ apiRoot, token }, webhookAt, options);
  if (apiRoot !== telegramItself) {
    throw new PlatformError(
      'telegram.tokenMissing',
      `${apiRootVariable} is ${apiRoot}, but there is no token for a bot of it: set TELEGRAM_TOKEN. Without both, Telegram is simulated.`,
    );
  }
  return openSimulated(webhookAt, options);
}

const noTelegram = (secrets: Secrets): Telegram => ({
  address: null,
  tell: (functions) => functions,
  secrets,
  connect: async () => {},
  stop: () => {},
});

type WebhookAt = (httpEndpoint: string) => { readonly url: string; readonly secret: string };

/** How long a call may take that the start waits for, in milliseconds. */
const callMs = 10_000;

async function openSimulated(
  webhookAt: WebhookAt,
  { deployment, port, folder, secrets, now, log }: TelegramOptions,
): Promise<Telegram> {
  const { startTelegramSimulator } = await import('@switchboard/telegram-simulator');
  const simulator = await startTelegramSimulator({
    port,
    now,
    token: simulatedToken,
    ...(folder !== undefined && { folder }),
    onError: (error) =>
      log.problem('telegram', `${error instanceof Error ? (error.stack ?? error.message) : error}`),
  }).catch((error: unknown) => {
    throw portProblem(port, error as NodeJS.ErrnoException);
  });
  const bot = { apiRoot: simulator.root, token: simulatedToken };
  return {
    address: simulator.root,
    tell: (functions) => functions.map((entry) => withApiRoot(entry, simulator.root)),
    secrets: withGiven(secrets, { [tokenName]: simulatedToken, [webhookSecretName]: webhookAt('').secret }),
    connect: async (httpEndpoint) => {
      const { url, secret } = webhookAt(httpEndpoint);
      const signal = AbortSignal.timeout(callMs);
      await callBotApi(bot, 'setWebhook', { url, secret_token: secret, max_connections: 100 }, signal);
      await setMenus(bot, deployment);
    },
    stop: simulator.stop,
  };
}

async function openPolled(
  bot: BotAtTelegram,
  webhookAt: WebhookAt,
  { deployment, secrets, log }: TelegramOptions,
): Promise<Telegram> {
  await requireFreeBot(bot);
  const ended = new AbortController();
  let polled: Promise<void> | undefined;
  return {
    address: null,
    tell: (functions) => functions,
    secrets: withGiven(secrets, { [tokenName]: bot.token, [webhookSecretName]: webhookAt('').secret }),
    connect: async (httpEndpoint) => {
      log.note(`Telegram: updates are polled from ${bot.apiRoot}.`);
      // A bot without its menu works all the same.
      await setMenus(bot, deployment).catch((error: Error) => log.problem('telegram', error.message));
      polled = pollUpdates({
        bot,
        webhook: webhookAt(httpEndpoint),
        onProblem: (text) => log.problem('telegram', text),
        signal: ended.signal,
      });
    },
    stop: async () => {
      ended.abort();
      await polled;
    },
  };
}

/** Has Telegram show the bot's commands to who types `/`. */
async function setMenus(bot: BotAtTelegram, { outputs }: Pick<Deployment, 'outputs'>): Promise<void> {
  const menus: readonly Readonly<Record<string, unknown>>[] = JSON.parse(
    String(outputs[menusOutput] ?? '[]'),
  );
  const signal = AbortSignal.timeout(callMs);
  for (const menu of menus) await callBotApi(bot, 'setMyCommands', menu, signal);
}

/** A bot with a webhook belongs to a platform elsewhere: to poll would need its webhook to be removed, and silence that platform. */
async function requireFreeBot(bot: BotAtTelegram): Promise<void> {
  const info = await callBotApi(bot, 'getWebhookInfo', {}, AbortSignal.timeout(callMs)).catch(
    (cause: unknown) => {
      const isToken = cause instanceof BotApiError && [401, 404].includes(cause.status);
      throw new PlatformError(
        'telegram.refused',
        isToken
          ? `${bot.apiRoot} does not know the bot of TELEGRAM_TOKEN. Take the token that @BotFather shows for /mybots, or remove it to simulate Telegram.`
          : `${cause instanceof Error ? cause.message : cause} Remove TELEGRAM_TOKEN to simulate Telegram.`,
        { cause },
      );
    },
  );
  const { url } = info as { readonly url?: string };
  if (!url) return;
  throw new PlatformError(
    'telegram.taken',
    `The bot of TELEGRAM_TOKEN sends its updates to ${new URL(url).host}. Use another bot here, or remove the webhook of this one with the method deleteWebhook.`,
  );
}

const withApiRoot = (entry: LambdaFunction, apiRoot: string): LambdaFunction =>
  apiRootVariable in entry.environment
    ? { ...entry, environment: { ...entry.environment, [apiRootVariable]: apiRoot } }
    : entry;

/** @param given by the last part of a parameter's name */
const withGiven = (secrets: Secrets, given: Readonly<Record<string, string>>): Secrets => ({
  ...secrets,
  find: async (parameter) => given[parameter.split('/').at(-1) ?? ''] ?? secrets.find(parameter),
});
