/**
 * Answered turns a second, and the processor time of a turn by part, measured from outside: senders that each wait for the bot's
 * answer before they send again.
 *
 *     npm run bench:turns -w apps/local -- --seconds 20 --senders 50 [--root another/checkout] [--against an/older/checkout]
 *
 * With `--against`, both checkouts are measured in turn, `--rounds` times, and compared.
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
    against: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '20' },
    terraform: { type: 'string' },
    senders: { type: 'string', default: '50' },
  },
});

/** Turns that start processes and warm their code up are not measured, in milliseconds. */
const warmUpMs = 5_000;

const parts = ['functions', 'platform', 'engine'] as const;
type Part = (typeof parts)[number];

interface Measured {
  readonly turnsPerSecond: number;
  readonly answeredMs: readonly number[];
  /** Processor time of a turn by part, in milliseconds. */
  readonly spentMs: Readonly<Record<Part, number>>;
}

async function measure(root: string): Promise<Measured> {
  const platform = await startPlatformOf(root, values.terraform ? { TERRAFORM_FILE: values.terraform } : {});
  let answeredMs: number[] = [];
  let isOver = false;

  async function converse(userId: string): Promise<void> {
    const socket = await openThread(platform, userId);
    for (let index = 0; !isOver; index += 1) {
      answeredMs.push(await ask(socket, userId, `${userId}-${index}`).answered);
    }
    socket.close();
  }

  const conversations = Array.from({ length: Number(values.senders) }, (_, index) =>
    converse(`sender-${index}`),
  );
  await delay(warmUpMs);
  answeredMs = [];
  const before = processorTimeOf(platform.pid);
  const started = performance.now();
  await delay(Number(values.seconds) * 1000);
  const seconds = (performance.now() - started) / 1000;
  const spent = difference(processorTimeOf(platform.pid), before);
  const counted = [...answeredMs];
  isOver = true;
  await Promise.race([Promise.all(conversations), delay(2_000)]);
  await platform.stop();
  const perTurn = (part: Part): number => spent[part] / counted.length;
  return {
    turnsPerSecond: counted.length / seconds,
    answeredMs: counted,
    spentMs: { functions: perTurn('functions'), platform: perTurn('platform'), engine: perTurn('engine') },
  };
}

const wholeMs = ({ spentMs }: Measured): number => parts.reduce((sum, part) => sum + spentMs[part], 0);
const print = (name: string, text: string): boolean => process.stdout.write(`${name.padEnd(28)} ${text}\n`);

function show(root: string, measured: Measured): void {
  print('checkout', root);
  print('answered turns a second', measured.turnsPerSecond.toFixed(1));
  print('message to answer', summary(measured.answeredMs));
  print('processor time of a turn', `${wholeMs(measured).toFixed(1)} ms`);
  for (const part of parts) print(`  ${part}`, `${measured.spentMs[part].toFixed(1)} ms`);
}

if (values.against === undefined) show(values.root, await measure(values.root));
else {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const theirs = await measure(values.against);
    const ours = await measure(values.root);
    show(values.against, theirs);
    show(values.root, ours);
    print('turns, times as many', (ours.turnsPerSecond / theirs.turnsPerSecond).toFixed(2));
    print('processor time, share of', (wholeMs(ours) / wholeMs(theirs)).toFixed(2));
  }
}
process.exit();
