import type { Deployment } from '../deployment/deployment.ts';
import type { Faults } from '../door/faults.ts';
import type { Functions } from '../functions/functions.ts';
import type { Log } from '../log/log.ts';
import { startEventSources } from '../queues/event-sources.ts';
import { createQueues, type Queues } from '../queues/queues.ts';
import { createStarted, type Part } from '../started.ts';
import type { Storage } from '../storage/storage.ts';
import { type AsynchronousInvocations, createAsynchronousInvocations } from './asynchronous-invocations.ts';
import { type Schedules, startSchedules } from './schedules.ts';
import { createTopics, type Topics } from './topics.ts';

export interface MessagingOptions {
  readonly deployment: Deployment;
  readonly invoke: Functions['invoke'];
  readonly faults: Faults;
  readonly storage: Storage;
  /** How many times faster than the clock retries, delays and schedules are. */
  readonly speed: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}

/** All that happens without anyone waiting for it. */
export interface Messaging extends Part {
  readonly asynchronous: AsynchronousInvocations;
  readonly topics: Topics;
  readonly queues: Queues;
  readonly schedules: Schedules;
  /** Takes up what an earlier run of the platform left, and begins to receive from queues. */
  resume(): void;
}

/** Starts queues, events, topics and schedules. */
export function startMessaging({ deployment, faults, ...rest }: MessagingOptions): Messaging {
  const started = createStarted();
  const queues = started.add(createQueues({ ...rest, queues: deployment.queues }));
  const asynchronous = started.add(
    createAsynchronousInvocations({ ...rest, functions: deployment.functions, queues }),
  );
  const topics = createTopics({ ...rest, topics: deployment.topics, asynchronous, queues, faults });
  const schedules = started.add(
    startSchedules({ ...rest, schedules: deployment.schedules, asynchronous, queues }),
  );
  const resume = (): void => {
    asynchronous.resume();
    started.add(
      startEventSources({ ...rest, ...deployment.place, sources: deployment.eventSources, queues }),
    );
  };
  return { asynchronous, topics, queues, schedules, resume, stop: started.stop };
}
