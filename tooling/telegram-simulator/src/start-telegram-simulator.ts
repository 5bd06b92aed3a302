import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultList } from './bot-api/faults.ts';
import { SendingLimits, type SendingRates } from './bot-api/sending-limits.ts';
import { createListener } from './http/listener.ts';
import { Signal } from './signal.ts';
import { accountOf } from './state/accounts.ts';
import { emptyState } from './state/state.ts';
import { StateFolder } from './state/state-folder.ts';
import type { Telegram } from './telegram.ts';
import { type WebhookOptions, WebhookSender } from './updates/webhook-sender.ts';

export interface TelegramSimulatorOptions {
  /** @default 0, a free port */
  readonly port?: number;
  /** At least 0, below 1: ids and tokens come from it. @default Math.random */
  readonly random?: () => number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** A token whose bot is there from the start: the one that people write to unless they name another. */
  readonly token?: string;
  /** Whether the only bots are those of `token` and of the saved state; otherwise every well-formed token is a bot's. @default false */
  readonly onlyKnownTokens?: boolean;
  /** How fast bots may send. @default without limit; `telegramRates` are Telegram's */
  readonly rates?: SendingRates;
  readonly webhooks?: WebhookOptions;
  /** Where the state is kept. @default in memory only */
  readonly folder?: string;
  /** Is told of a failure of the simulator itself: of a request, which is answered 500, or of saving. @default writes it to standard error */
  readonly onError?: (error: unknown) => void;
}

export interface TelegramSimulator {
  /** `http://127.0.0.1:<port>`: what a bot library calls the API root. */
  readonly root: string;
  readonly port: number;
  /** Closes every connection and saves the state. */
  stop(): Promise<void>;
}

/**
 * Starts a Telegram on this machine. It listens on the loopback interface only.
 *
 * @example
 * const simulator = await startTelegramSimulator();
 * const bot = new Bot('1:token', { client: { apiRoot: simulator.root } });
 */
export async function startTelegramSimulator(
  options: TelegramSimulatorOptions = {},
): Promise<TelegramSimulator> {
  const folder = options.folder === undefined ? undefined : new StateFolder(options.folder);
  const telegram = createTelegram(options, folder);
  if (options.token !== undefined) accountOf(telegram, options.token);
  const onError = options.onError ?? writeError;
  const endSaving = folder ? saveOnChange(telegram, folder, onError) : () => {};
  const server = createServer(createListener(telegram, onError));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const sender = new WebhookSender(telegram, options.webhooks);
  const { port } = server.address() as AddressInfo;
  return {
    root: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      sender.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      endSaving();
    },
  };
}

const writeError = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
};

function createTelegram(options: TelegramSimulatorOptions, folder: StateFolder | undefined): Telegram {
  const { token, onlyKnownTokens = false, now = Date.now, random = Math.random, rates } = options;
  const { state, contents } = folder?.load() ?? { state: emptyState(), contents: new Map() };
  const known = [...Object.keys(state.bots), ...(token === undefined ? [] : [token])];
  return {
    state,
    contents,
    faults: new FaultList(),
    limits: new SendingLimits(rates),
    changed: new Signal(),
    updatesChanged: new Signal(),
    now,
    random,
    tokens: onlyKnownTokens ? known : undefined,
  };
}

/** Saves soon after a change: many changes at once make one save. @returns a function that saves what is left and ends it */
function saveOnChange(
  telegram: Telegram,
  folder: StateFolder,
  onError: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    timer = undefined;
    try {
      folder.save(telegram);
    } catch (error) {
      onError(error);
    }
  };
  const change = () => {
    timer ??= setTimeout(save, 50).unref();
  };
  const stops = [telegram.changed.listen(change), telegram.updatesChanged.listen(change)];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
    save();
  };
}
