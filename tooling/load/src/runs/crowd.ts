import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openCrowd } from '../crowd/crowd.ts';
import type { CrowdSeen } from '../crowd/crowd-frames.ts';
import type { GatewayAnswer, GatewayOrder } from '../crowd/gateway-frames.ts';
import { expect, someOf } from '../expect.ts';
import type { Figures, LoadRun } from '../load-run.ts';
import { percentile, seconds } from '../timing.ts';

const sizes = {
  full: { threads: 30, clientsOfEach: 300, connectionsASecond: 500, processes: 3 },
  small: { threads: 4, clientsOfEach: 50, connectionsASecond: 100, processes: 1 },
};

/** A message is written so often while the crowd comes back, in turn by a bot and by an operator, in milliseconds. */
const writingMs = 100;

const compareMs = 120_000;

/** The policy of the client spreads attempts over windows; how much longer than the limit forces that may take. */
const mostTimesForced = 1.6;
const toleratedMs = 2_000;

const program = fileURLToPath(new URL('../crowd/model-gateway.ts', import.meta.url));

export const crowd: LoadRun = {
  about:
    '9 000 clients lose a gateway of 500 connections a second at once while a bot and an operator write: all messages arrive, in order, each once, and nobody waits longer than the limit forces.',
  run: async (size) => {
    const { threads, clientsOfEach, connectionsASecond, processes } = sizes[size];
    const count = threads * clientsOfEach;
    const gateway = fork(program, [String(connectionsASecond)]);
    const [listening] = (await once(gateway, 'message')) as [Extract<GatewayAnswer, { type: 'listening' }>];
    const threadIds = Array.from({ length: threads }, (_, index) => `thread-${index}`);
    const lastSeqs: Record<string, number> = {};
    const write = (number: number): void => {
      const threadId = threadIds[number % threads] ?? '';
      const messageType = Math.floor(number / threads) % 2 === 0 ? 'bot' : 'operator';
      lastSeqs[threadId] = (lastSeqs[threadId] ?? 0) + 1;
      gateway.send({
        type: 'write',
        threadId,
        text: `message ${number}`,
        messageType,
      } satisfies GatewayOrder);
    };
    for (let number = 0; number < threads; number += 1) write(number);
    const opening = performance.now();
    const members = await openCrowd(
      {
        ws: `ws://127.0.0.1:${listening.port}/`,
        threads: threadIds.map((threadId) => ({ threadId, token: 'token' })),
        clientsOfEach,
      },
      processes,
    );
    const openedMs = performance.now() - opening;
    // The gateway rests, as it has when nobody has connected for a while.
    await delay(1_000);
    members.cut();
    const forcedMs = (count / connectionsASecond - 1) * 1_000;
    const cutAt = performance.now();
    for (let number = threads; performance.now() - cutAt < forcedMs * mostTimesForced; number += 1) {
      write(number);
      await delay(writingMs);
    }
    const seen = await members.compare(lastSeqs, compareMs);
    const counting = once(gateway, 'message');
    gateway.send({ type: 'count' } satisfies GatewayOrder);
    const [counted] = (await counting) as [Extract<GatewayAnswer, { type: 'counted' }>];
    members.end();
    gateway.kill('SIGKILL');
    checkSeen(seen, count, forcedMs);
    const written = Object.values(lastSeqs).reduce((total, seq) => total + seq, 0);
    return {
      clients: count,
      'first opened in': seconds(openedMs),
      written,
      'to be shown': written * clientsOfEach,
      ...awayFigures(seen, forcedMs),
      'refused attempts': counted.refused,
    };
  },
};

/** @throws {BrokenPromiseError} */
function checkSeen(seen: CrowdSeen, count: number, forcedMs: number): void {
  expect(seen.clients === count, `The crowd has ${seen.clients} clients instead of ${count}.`);
  expect(
    seen.wrong.length === 0,
    `${seen.wrong.length} of ${count} clients do not show every message once and in order: ${someOf(seen.wrong)}.`,
  );
  expect(seen.repeated.length === 0, `Clients were told of a message twice: ${someOf(seen.repeated)}.`);
  expect(seen.awayMs.length === count, `${count - seen.awayMs.length} clients did not come back.`);
  const slowestMs = Math.max(...seen.awayMs);
  const mostMs = forcedMs * mostTimesForced + toleratedMs;
  expect(
    slowestMs < mostMs,
    `A client waited ${seconds(slowestMs)}, where the limit forces ${seconds(forcedMs)}: more than ${seconds(mostMs)}.`,
  );
}

const awayFigures = ({ awayMs }: CrowdSeen, forcedMs: number): Figures => ({
  'back, median': seconds(percentile(awayMs, 0.5)),
  p99: seconds(percentile(awayMs, 0.99)),
  'the last': seconds(Math.max(...awayMs)),
  'the limit forces': seconds(forcedMs),
});
