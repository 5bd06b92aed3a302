import { setTimeout as delay } from 'node:timers/promises';
import { OperatorDesk } from '@switchboard/chat-client/operator';
import { openCrew } from '../conversation/crew.ts';
import { openSession } from '../conversation/user.ts';
import { expect, someOf } from '../expect.ts';
import type { LoadRun } from '../load-run.ts';
import { memoryOf } from '../platform/memory.ts';
import { withPlatform } from '../platform/platform.ts';
import { createRandom } from '../random.ts';
import { percentile } from '../timing.ts';

const sizes = { full: { writers: 24, periods: 60 }, small: { writers: 4, periods: 2 } };

/** In each period one connection is lost, and an operator takes one thread over for a while. In milliseconds. */
const periodMs = 5_000;
const takeoverMs = 1_500;

/** Where a turn of the bot times out, the sweeper asks again after 1, 2, 4 and 8 minutes. In milliseconds. */
const settleMs = 900_000;

/** A machine that is too busy to answer in time is no fault: what timed out is tried again, and then everything is there. */
const isOfBusyMachine = /TimeoutError|ETIMEDOUT| failed$/;

/** What memory may differ by between two moments of a process under load, in MB: the collector's freedom. */
const toleratedMb = 60;

export const soak: LoadRun = {
  about:
    '5 minutes of conversations with lost connections and takeovers: all is stored and answered once, nothing fails but what times out, memory stays flat.',
  run: (size) =>
    withPlatform({ stack: { BOT: 'echo' } }, async (start) => {
      const { writers, periods } = sizes[size];
      const platform = await start();
      const random = createRandom(5);
      const crew = openCrew(platform.addresses, writers);
      const stopWriting = crew.startWriting(random, { least: 1_000, most: 5_000 });
      const session = openSession(platform.addresses, { userId: 'olga', role: 'operator' });
      const desk = new OperatorDesk(session);
      const platformMb: number[] = [];
      const functionMb: number[] = [];
      let takeovers = 0;
      for (let period = 0; period < periods; period += 1) {
        random.pick(crew.clients).lose('The run cuts it.');
        const taken = random.pick(crew.clients).thread;
        if (taken.getSnapshot().messages.length > 0) {
          await takeOver(desk, taken.threadId);
          takeovers += 1;
        }
        await delay(periodMs - takeoverMs);
        const memory = memoryOf(platform.pid);
        platformMb.push(memory.platformMb);
        functionMb.push(memory.largestFunctionMb);
      }
      stopWriting();
      const figures = await crew.settle(settleMs);
      crew.close();
      session.close();
      const faults = platform.failures.filter((line) => !isOfBusyMachine.test(line));
      expect(faults.length === 0, `The platform logged failures: ${someOf(faults)}.`);
      return {
        minutes: ((periods * periodMs) / 60_000).toFixed(1),
        ...figures,
        takeovers,
        'requests that timed out': platform.failures.filter((line) => /TimeoutError/.test(line)).length,
        'platform MB': expectFlat('The platform', platformMb),
        'largest function MB': expectFlat('A function', functionMb),
      };
    }),
};

/** An operator takes the thread, says something, and gives it back. */
async function takeOver(desk: OperatorDesk, threadId: string): Promise<void> {
  await desk.claim(threadId);
  const thread = desk.thread(threadId);
  thread.send('A person is here.');
  await delay(takeoverMs);
  await desk.release(threadId);
  thread.close();
}

/** Compares the second fifth of the samples, when everything is warm, with the last. */
function expectFlat(what: string, samplesMb: readonly number[]): string {
  const fifth = Math.max(1, Math.floor(samplesMb.length / 5));
  const early = percentile(samplesMb.slice(fifth, 2 * fifth), 0.5);
  const late = percentile(samplesMb.slice(-fifth), 0.5);
  expect(late - early < toleratedMb, `${what} grows: it had ${early} MB early, and has ${late} MB.`);
  return `${early} -> ${late}`;
}
