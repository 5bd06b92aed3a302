import type { Deployment } from '../deployment/deployment.ts';
import type { Faults } from '../door/faults.ts';
import type { Functions } from '../functions/functions.ts';
import type { Log } from '../log.ts';
import { type AsynchronousInvocations, createAsynchronousInvocations } from './asynchronous-invocations.ts';
import { createQueues, type Queues } from './queues.ts';
import { startSchedules } from './schedules.ts';
import { createTopics, type Topics } from './topics.ts';

export interface MessagingOptions {
  readonly deployment: Deployment;
  readonly invoke: Functions['invoke'];
  readonly faults: Faults;
  /** Where queues keep their messages; `undefined`: in memory. */
  readonly queuesFolder: string | undefined;
  /** How many times faster than the clock retries and schedules are. */
  readonly speed: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}

/** All that happens without anyone waiting for it. */
export interface Messaging {
  readonly asynchronous: AsynchronousInvocations;
  readonly topics: Topics;
  readonly queues: Queues;
  stop(): Promise<void>;
}

/** How long Lambda waits before it tries an event again, in milliseconds. */
const retryDelaysMs = [60_000, 120_000];

/** Starts events, topics, queues and schedules. */
export function startMessaging({
  deployment,
  invoke,
  faults,
  queuesFolder,
  speed,
  ...rest
}: MessagingOptions): Messaging {
  const queues = createQueues(deployment.queues, deployment.place, queuesFolder);
  const asynchronous = createAsynchronousInvocations({
    ...rest,
    functions: deployment.functions,
    invoke,
    sendToQueue: queues.send,
    retryDelaysMs: retryDelaysMs.map((delayMs) => delayMs / speed),
  });
  const topics = createTopics({
    topics: deployment.topics,
    asynchronous,
    sendToQueue: queues.send,
    faults,
    now: rest.now,
    log: rest.log,
  });
  const stopSchedules = startSchedules(deployment.schedules, asynchronous, speed);
  return {
    asynchronous,
    topics,
    queues,
    stop: async () => {
      stopSchedules();
      topics.stop();
      asynchronous.stop();
      await queues.stop();
    },
  };
}
