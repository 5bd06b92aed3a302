import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

/** A platform that a bench has started, in memory and on free ports. */
export interface PlatformUnderTest {
  readonly pid: number;
  readonly addresses: {
    readonly ws: string;
    readonly http: string;
    readonly aws: string;
    readonly smtp?: string;
  };
  stop(): Promise<void>;
}

/** How long a platform may take to end, milliseconds; then it is killed. */
const stopMs = 30_000;

/**
 * Starts the platform of a checkout that is built and synthesised.
 *
 * @param root the checkout
 */
export async function startPlatformOf(
  root: string,
  env: Record<string, string> = {},
): Promise<PlatformUnderTest> {
  const child = spawn(process.execPath, [join(root, 'apps/local/src/main.ts')], {
    // biome-ignore lint/style/noProcessEnv: the platform is started as a developer's shell would
    env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: 'memory', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const addresses = await readyLine(child);
  return {
    pid: child.pid ?? 0,
    addresses,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        const hanging = setTimeout(() => child.kill('SIGKILL'), stopMs);
        child.once('exit', () => {
          clearTimeout(hanging);
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

async function readyLine(child: ChildProcess): Promise<PlatformUnderTest['addresses']> {
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('ready ')) continue;
      child.stdout.resume();
      return JSON.parse(line.slice('ready '.length)) as PlatformUnderTest['addresses'];
    }
  }
  throw new Error('the platform ended before it was ready');
}

/** Opens a connection to a user's own thread, which has the user's id. */
export async function openThread({ addresses }: PlatformUnderTest, userId: string): Promise<WebSocket> {
  const response = await fetch(`${addresses.http}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId, role: 'customer' }),
  });
  const { token } = (await response.json()) as { token: string };
  const socket = new WebSocket(`${addresses.ws}?token=${token}&threadId=${userId}`).setMaxListeners(0);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

interface Frame {
  readonly event?: string;
  readonly messageType?: string;
  readonly clientMessageId?: string;
}

/** Sends a message. @returns when its acknowledgement and the bot's next message have come, in milliseconds from now */
export function ask(
  socket: WebSocket,
  threadId: string,
  clientMessageId: string,
): { readonly acknowledged: Promise<number>; readonly answered: Promise<number> } {
  const sent = performance.now();
  const frame = (isIt: (frame: Frame) => boolean): Promise<number> =>
    new Promise((resolve) => {
      const listen = (data: Buffer): void => {
        if (!isIt(JSON.parse(data.toString()) as Frame)) return;
        socket.off('message', listen);
        resolve(performance.now() - sent);
      };
      socket.on('message', listen);
    });
  const acknowledged = frame(({ event, clientMessageId: id }) => event === 'ack' && id === clientMessageId);
  const answered = frame(({ event, messageType }) => event === 'message' && messageType === 'bot');
  socket.send(JSON.stringify({ action: 'message.send', threadId, text: 'hello', clientMessageId }));
  return { acknowledged, answered };
}
