/**
 * What recording for the studio costs while nobody looks: answered turns and processor time of two checkouts in turns of a few seconds,
 * so that both see the same machine.
 *
 *     npm run bench:recorder -w apps/local -- --baseline another/checkout [--rounds 10] [--seconds 4] [--senders 10]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { WebSocket } from 'ws';
import { ask, openThread, type PlatformUnderTest, startPlatformOf } from './platform-under-test.ts';
import { difference, processorTimeOf } from './process-cpu.ts';
import { median } from './summary.ts';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('../../../', import.meta.url)) },
    baseline: { type: 'string' },
    terraform: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '4' },
    senders: { type: 'string', default: '10' },
  },
});
if (values.baseline === undefined) throw new Error('--baseline should be a checkout without the recorder.');

/** Turns that start processes and warm their code up are not measured, in milliseconds. */
const warmUpMs = 6_000;

interface Contender {
  readonly platform: PlatformUnderTest;
  readonly sockets: readonly WebSocket[];
  turns: number;
  /** Processor time of the platform's own process, in milliseconds. */
  ownMs: number;
  readonly perSecond: number[];
}

const environment = values.terraform ? { TERRAFORM_FILE: values.terraform } : {};

async function enter(root: string): Promise<Contender> {
  const platform = await startPlatformOf(root, environment);
  const users = Array.from({ length: Number(values.senders) }, (_, index) => `sender-${index}`);
  const sockets = await Promise.all(users.map((user) => openThread(platform, user)));
  return { platform, sockets, turns: 0, ownMs: 0, perSecond: [] };
}

/** Lets every sender ask and wait for the answer, for some time. @returns how many turns were answered */
async function converse({ sockets }: Contender, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let turns = 0;
  const talk = async (socket: WebSocket, user: string): Promise<void> => {
    while (performance.now() < until) {
      await ask(socket, user, `${user}-${performance.now()}`).answered;
      turns += 1;
    }
  };
  await Promise.all(sockets.map((socket, index) => talk(socket, `sender-${index}`)));
  return turns;
}

async function measure(contender: Contender): Promise<void> {
  const before = processorTimeOf(contender.platform.pid);
  const started = performance.now();
  const turns = await converse(contender, Number(values.seconds) * 1000);
  contender.perSecond.push((turns / (performance.now() - started)) * 1000);
  contender.turns += turns;
  contender.ownMs += difference(processorTimeOf(contender.platform.pid), before).platform;
}

const baseline = await enter(values.baseline);
const recording = await enter(values.root);
for (const contender of [baseline, recording]) await converse(contender, warmUpMs);
for (let round = 0; round < Number(values.rounds); round += 1) {
  const order = round % 2 === 0 ? [baseline, recording] : [recording, baseline];
  for (const contender of order) {
    await measure(contender);
    await delay(200);
  }
}

const print = (name: string, text: string): boolean => process.stdout.write(`${name.padEnd(44)} ${text}\n`);
for (const [name, { turns, ownMs, perSecond }] of Object.entries({ baseline, recording })) {
  print(`${name}: turns a second, median of rounds`, median(perSecond).toFixed(1));
  print(`${name}: platform's processor time of a turn`, `${(ownMs / turns).toFixed(2)} ms of ${turns} turns`);
}
const ratios = recording.perSecond.map((rate, index) => rate / (baseline.perSecond[index] ?? Number.NaN));
print('turns, recording to baseline, median of rounds', median(ratios).toFixed(3));
await Promise.all([baseline.platform.stop(), recording.platform.stop()]);
process.exit();
