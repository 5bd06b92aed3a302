/**
 * Answered turns a second, and the processor time of a turn by part, measured from outside: senders that each wait for the bot's
 * answer before they send again.
 *
 *     npm run bench:turns -w apps/local -- --seconds 20 --senders 50 [--root another/checkout]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ask, openThread, startPlatformOf } from './platform-under-test.ts';
import { difference, processorTimeOf } from './process-cpu.ts';
import { summary } from './summary.ts';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('../../../', import.meta.url)) },
    seconds: { type: 'string', default: '20' },
    terraform: { type: 'string' },
    senders: { type: 'string', default: '50' },
  },
});

/** Turns that start processes and warm their code up are not measured, in milliseconds. */
const warmUpMs = 5_000;

const platform = await startPlatformOf(
  values.root,
  values.terraform ? { TERRAFORM_FILE: values.terraform } : {},
);
const answeredMs: number[] = [];
let turns = 0;
let isOver = false;

async function converse(userId: string): Promise<void> {
  const socket = await openThread(platform, userId);
  for (let index = 0; !isOver; index += 1) {
    answeredMs.push(await ask(socket, userId, `${userId}-${index}`).answered);
    turns += 1;
  }
  socket.close();
}

const conversations = Array.from({ length: Number(values.senders) }, (_, index) =>
  converse(`sender-${index}`),
);
await delay(warmUpMs);
answeredMs.length = 0;
turns = 0;
const before = processorTimeOf(platform.pid);
const started = performance.now();
await delay(Number(values.seconds) * 1000);
const seconds = (performance.now() - started) / 1000;
const spent = difference(processorTimeOf(platform.pid), before);
const counted = turns;
isOver = true;

const print = (name: string, text: string): boolean => process.stdout.write(`${name.padEnd(28)} ${text}\n`);
const perTurn = (ms: number): string => `${(ms / counted).toFixed(1)} ms`;
print('answered turns a second', (counted / seconds).toFixed(1));
print('message to answer', summary(answeredMs));
print('processor time of a turn', perTurn(spent.platform + spent.functions + spent.engine));
for (const part of ['functions', 'platform', 'engine'] as const) print(`  ${part}`, perTurn(spent[part]));
await Promise.race([Promise.all(conversations), delay(2_000)]);
await platform.stop();
process.exit();
