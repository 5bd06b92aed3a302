import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Addresses, startPlatform } from './start-platform.ts';
import { summary } from './summary.ts';

/** Messages that are measured, one after the other, after three that are not. */
const messages = Number(process.argv[2] ?? 60);
const warmUp = 3;

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

const cold = await startPlatform({ TURBO_FORCE: 'true' });
await cold.stop();
const cached: number[] = [];
for (let run = 0; run < 4; run += 1) {
  const { readyMs, stop } = await startPlatform({});
  cached.push(readyMs);
  await stop();
}
const platform = await startPlatform({});
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
