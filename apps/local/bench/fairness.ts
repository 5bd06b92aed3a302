/**
 * What one flooding connection does to another user: the time from a message to its acknowledgement, alone and beside a connection that
 * always has 60 messages in flight.
 *
 *     npm run bench:fairness -w apps/local -- --seconds 10 --flood 60 [--root another/checkout]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ask, openThread, type PlatformUnderTest, startPlatformOf } from './platform-under-test.ts';
import { median, summary } from './summary.ts';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('../../../', import.meta.url)) },
    terraform: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    flood: { type: 'string', default: '60' },
  },
});

/** Time for processes to start and to be warm, in milliseconds. */
const warmUpMs = 3_000;

const durationMs = Number(values.seconds) * 1000;

/** One message after the other, with a short pause. @returns the time to each acknowledgement, in milliseconds */
async function measureAcks(platform: PlatformUnderTest, userId: string): Promise<number[]> {
  const socket = await openThread(platform, userId);
  const acks: number[] = [];
  const end = performance.now() + durationMs;
  for (let index = 0; performance.now() < end; index += 1) {
    acks.push(await ask(socket, userId, `${userId}-${index}`).acknowledged);
    await delay(20);
  }
  socket.close();
  return acks;
}

/** Keeps this many messages in flight on one connection. @returns how to end it; says how many were acknowledged */
async function flood(platform: PlatformUnderTest, inFlight: number): Promise<() => number> {
  const socket = await openThread(platform, 'flood');
  let acknowledged = 0;
  let isOver = false;
  const sendOnAndOn = async (lane: number): Promise<void> => {
    for (let index = 0; !isOver; index += 1) {
      await ask(socket, 'flood', `${lane}-${index}`).acknowledged;
      acknowledged += 1;
    }
  };
  for (let lane = 0; lane < inFlight; lane += 1) void sendOnAndOn(lane);
  return () => {
    isOver = true;
    socket.terminate();
    return acknowledged;
  };
}

const platform = await startPlatformOf(
  values.root,
  values.terraform ? { TERRAFORM_FILE: values.terraform } : {},
);
await delay(warmUpMs);
await measureAcks(platform, 'warm-up');
const alone = await measureAcks(platform, 'alone');
const end = await flood(platform, Number(values.flood));
await delay(warmUpMs);
const beside = await measureAcks(platform, 'beside');
const acknowledged = end();
process.stdout.write(
  `alone                        ${summary(alone)}\nbeside a flood of ${values.flood}         ${summary(beside)}\n` +
    `raised                       ${(median(beside) / median(alone)).toFixed(1)}-fold, while ${acknowledged} of the flood were acknowledged\n`,
);
await platform.stop();
process.exit();
