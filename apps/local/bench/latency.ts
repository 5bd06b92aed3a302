import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { summary } from './summary.ts';

/** Messages that are measured, one after the other, after three that are not. */
const messages = Number(process.argv[2] ?? 60);
const warmUp = 3;

interface Addresses {
  readonly ws: string;
  readonly http: string;
}

const root = new URL('../../../', import.meta.url);

/** Starts the platform as a user does, in memory. @returns its addresses and the time until it was ready */
async function start(
  env: Record<string, string>,
): Promise<{ addresses: Addresses; readyMs: number; stop(): Promise<void> }> {
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    // biome-ignore lint/style/noProcessEnv: npm needs the environment that this was started in
    env: { ...process.env, PORT: '0', DATA_DIR: 'memory', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    const readyMs = performance.now() - started;
    child.stdout.resume();
    const stop = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    return { addresses: JSON.parse(line.slice('ready '.length)) as Addresses, readyMs, stop };
  }
  throw new Error('npm start ended before it was ready');
}

async function connect({ ws, http }: Addresses): Promise<WebSocket> {
  const response = await fetch(`${http}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'bench', role: 'customer' }),
  });
  const { token } = (await response.json()) as { token: string };
  const socket = new WebSocket(`${ws}?token=${token}&threadId=bench`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** Sends one message and waits for the whole answer. @returns milliseconds to the ack and to the first chunk */
function exchange(socket: WebSocket, clientMessageId: string): Promise<{ ackMs: number; chunkMs: number }> {
  return new Promise((resolve) => {
    const sent = performance.now();
    let ackMs = Number.NaN;
    let chunkMs = Number.NaN;
    const listen = (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { event: string; messageType?: string };
      const elapsed = performance.now() - sent;
      if (frame.event === 'ack') ackMs = elapsed;
      if (frame.event === 'chunk' && Number.isNaN(chunkMs)) chunkMs = elapsed;
      if (frame.event !== 'message' || frame.messageType !== 'bot') return;
      socket.off('message', listen);
      resolve({ ackMs, chunkMs });
    };
    socket.on('message', listen);
    socket.send(
      JSON.stringify({ action: 'message.send', threadId: 'bench', text: 'hello', clientMessageId }),
    );
  });
}

const print = (name: string, values: readonly number[]): boolean =>
  process.stdout.write(`${name.padEnd(28)} ${summary(values)}\n`);

const cold = await start({ TURBO_FORCE: 'true' });
await cold.stop();
const cached: number[] = [];
for (let run = 0; run < 4; run += 1) {
  const { readyMs, stop } = await start({});
  cached.push(readyMs);
  await stop();
}
const platform = await start({});
const socket = await connect(platform.addresses);
const acks: number[] = [];
const chunks: number[] = [];
for (let index = -warmUp; index < messages; index += 1) {
  const { ackMs, chunkMs } = await exchange(socket, `m${index}`);
  if (index >= 0) {
    acks.push(ackMs);
    chunks.push(chunkMs);
  }
  await delay(20);
}
socket.close();
await platform.stop();
print('npm start, everything built', [cold.readyMs]);
print('npm start, nothing to build', cached);
print('send to ack', acks);
print("send to the bot's first chunk", chunks);
