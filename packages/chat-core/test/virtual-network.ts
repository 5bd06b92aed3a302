import { setImmediate } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

interface Wake {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A network between processes and the engine on virtual time. Requests arrive one by one, in the order that their times give, and waits take
 * no time: how busy the machine is changes nothing.
 */
export interface VirtualNetwork {
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Lets a client's requests take their time, half of it each way. */
  slow(client: DynamoDBDocumentClient): void;
  /** Lets the time go by until the work is done. */
  run<Result>(work: Promise<Result>): Promise<Result>;
}

/** @param roundTripMs how long the next request takes */
export function createVirtualNetwork(startMs: number, roundTripMs: () => number): VirtualNetwork {
  let nowMs = startMs;
  /** Settles when the engine has answered the request that is there. */
  let atTheEngine: Promise<unknown> = Promise.resolve();
  let sleepers: readonly Wake[] = [];

  const pause = (milliseconds: number) =>
    new Promise<void>((wake) => {
      const sleeper = { at: nowMs + milliseconds, wake };
      const later = sleepers.findIndex(({ at }) => at > sleeper.at);
      sleepers = later < 0 ? [...sleepers, sleeper] : sleepers.toSpliced(later, 0, sleeper);
    });

  return {
    now: () => Math.floor(nowMs),
    pause,
    slow: (client) =>
      client.middlewareStack.add(
        (next) => async (args) => {
          const halfMs = roundTripMs() / 2;
          await pause(halfMs);
          const answering = next(args).then(
            (value) => () => value,
            (error: unknown) => () => {
              throw error;
            },
          );
          atTheEngine = answering;
          const answer = await answering;
          await pause(halfMs);
          return answer();
        },
        { step: 'initialize', priority: 'high', name: 'virtualNetwork' },
      ),
    async run(work) {
      let isDone = false;
      const end = () => {
        isDone = true;
      };
      work.then(end, end);
      while (!isDone) {
        // The caller that was woken runs until it waits again.
        await setImmediate();
        await atTheEngine;
        await setImmediate();
        const [next, ...others] = sleepers;
        if (next === undefined) continue;
        sleepers = others;
        nowMs = next.at;
        next.wake();
      }
      return work;
    },
  };
}
