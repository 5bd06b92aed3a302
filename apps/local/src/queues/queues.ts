import type { Queue } from '../deployment/queues.ts';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import type { Storage } from '../storage/storage.ts';
import {
  type Counts,
  createMessageStore,
  type MessageAttributes,
  type StoredMessage,
} from './message-store.ts';

export interface QueuesOptions {
  readonly queues: readonly Queue[];
  readonly storage: Storage;
  /** How many times faster than the clock delays, visibility timeouts and retention are. */
  readonly speed: number;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
}

interface SentMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** @default the queue's own delay */
  readonly delaySeconds?: number;
}

interface ReceiveRequest {
  /** @default 1 */
  readonly limit?: number;
  /** @default the queue's own timeout */
  readonly visibilityTimeoutSeconds?: number;
  /** How long to wait for a message if there is none. @default 0 */
  readonly waitMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** A receipt that cannot be used: it is not a receipt, or its message is not in flight. */
export class ReceiptError extends Error {
  override readonly name = 'ReceiptError';
  readonly code: 'ReceiptHandleIsInvalid' | 'MessageNotInflight';

  constructor(code: ReceiptError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The stack's queues: at least once, in no order that is promised. Messages are kept before a send returns. */
export interface Queues extends Part {
  /** Every queue of the stack. */
  readonly list: readonly Queue[];
  /** By name or by ARN. */
  find(nameOrArn: string): Queue | undefined;
  /** @returns the message's id */
  send(queue: Queue, message: SentMessage): string;
  /** Sends a text to a queue that is known by its ARN. @throws where the stack has none */
  sendTo(queueArn: string, body: string): void;
  receive(queue: Queue, request?: ReceiveRequest): Promise<readonly StoredMessage[]>;
  /** @throws {ReceiptError} if it is not a receipt; an outdated one deletes nothing */
  delete(queue: Queue, receipt: string): void;
  /** @throws {ReceiptError} where the message is not in flight */
  changeVisibility(queue: Queue, receipt: string, timeoutSeconds: number): void;
  count(queue: Queue): Counts;
  purge(queue: Queue): void;
  /** Looks at messages without receiving them, the oldest first. */
  peek(queue: Queue, limit: number): readonly StoredMessage[];
  /** Makes every message that is in flight visible. */
  releaseAll(queue: Queue): void;
  /** Deletes a message by its id, also one that a consumer has received. */
  discard(id: string): void;
  /** Sends messages of a dead-letter queue back to where they failed. @param ids which. @default all @returns how many */
  redrive(deadLetters: Queue, to?: Queue, ids?: ReadonlySet<string>): number;
}

/** How often messages beyond their retention are deleted, in milliseconds. */
const retentionSweepMs = 60_000;

export function createQueues({ queues, storage, speed, now, newId, log }: QueuesOptions): Queues {
  const store = createMessageStore(storage.database);
  const byName = new Map(
    queues.flatMap((queue) => [[queue.name, queue] as const, [queue.arn, queue] as const]),
  );
  /** Receivers that wait, by the queue's name: each looks again when it is called. */
  const waiting = new Map<string, Set<() => void>>();
  const milliseconds = (seconds: number): number => (seconds * 1000) / speed;

  const wake = (name: string): void => {
    for (const lookAgain of waiting.get(name) ?? []) lookAgain();
  };

  const send: Queues['send'] = (queue, { body, attributes = {}, delaySeconds = queue.delaySeconds }) => {
    const id = newId();
    const sentAt = now();
    store.insert({
      id,
      queue: queue.name,
      body,
      attributes,
      sentAt,
      visibleAt: sentAt + milliseconds(delaySeconds),
    });
    wake(queue.name);
    return id;
  };

  /** Takes what may be received; what was received too often goes to the dead-letter queue instead. */
  const takeVisible = (queue: Queue, limit: number, visibilityMs: number): StoredMessage[] => {
    const taken: StoredMessage[] = [];
    for (;;) {
      const visible = store.visible(queue.name, now(), limit - taken.length);
      const dead = visible.filter((message) => isDead(queue, message));
      for (const message of visible) {
        if (dead.includes(message)) bury(queue, message);
        else taken.push(takeOne(message, visibilityMs));
      }
      if (dead.length === 0) return taken;
    }
  };

  const takeOne = (message: StoredMessage, visibilityMs: number): StoredMessage => {
    const takenAt = now();
    const receipt = `${message.id}:${newId()}`;
    const visibleAt = takenAt + visibilityMs;
    store.take(message.id, receipt, visibleAt, takenAt);
    const firstReceivedAt = message.firstReceivedAt ?? takenAt;
    return { ...message, receipt, visibleAt, receives: message.receives + 1, firstReceivedAt };
  };

  const bury = ({ name, arn, redrive }: Queue, message: StoredMessage): void => {
    const deadLetters = redrive && byName.get(redrive.deadLetterArn);
    if (!deadLetters) return;
    store.move(message.id, deadLetters.name, now(), arn);
    log.problem(name, `A message was received ${message.receives} times and went to ${deadLetters.name}.`);
    wake(deadLetters.name);
  };

  /** Waits until a message may be received, or until the time is over. */
  const waitForVisible = (name: string, until: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve) => {
      const waiters = waiting.get(name) ?? new Set();
      waiting.set(name, waiters);
      const next = Math.min(until, store.nextVisibleAt(name) ?? until);
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, next - now()));
      waiters.add(done);
      signal?.addEventListener('abort', done);
    });

  const messageOf = (queue: Queue, receipt: string): StoredMessage | undefined => {
    const id = /^(.+):.+$/.exec(receipt)?.[1];
    if (id === undefined)
      throw new ReceiptError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    const message = store.find(id);
    return message?.queue === queue.name && message.receipt === receipt ? message : undefined;
  };

  const sweep = setInterval(() => {
    for (const queue of queues) {
      const deleted = store.removeOlder(queue.name, now() - milliseconds(queue.retentionSeconds));
      if (deleted > 0) log.problem(queue.name, `${deleted} messages were deleted: they were too old.`);
    }
  }, retentionSweepMs / speed);

  return {
    list: queues,
    find: (nameOrArn) => byName.get(nameOrArn),
    send,
    sendTo: (queueArn, body) => {
      const queue = byName.get(queueArn);
      if (!queue) throw new Error(`${queueArn} is not a queue of the stack.`);
      send(queue, { body });
    },
    receive: async (queue, { limit = 1, visibilityTimeoutSeconds, waitMs = 0, signal } = {}) => {
      const until = now() + waitMs;
      const visibilityMs = milliseconds(visibilityTimeoutSeconds ?? queue.visibilityTimeoutSeconds);
      for (;;) {
        const taken = takeVisible(queue, limit, visibilityMs);
        if (taken.length > 0 || now() >= until || signal?.aborted) return taken;
        await waitForVisible(queue.name, until, signal);
        // What is taken for a caller that has gone would be hidden from all others.
        if (signal?.aborted) return [];
      }
    },
    delete: (queue, receipt) => {
      const message = messageOf(queue, receipt);
      if (message) store.remove(message.id);
    },
    changeVisibility: (queue, receipt, timeoutSeconds) => {
      const message = messageOf(queue, receipt);
      if (!message || message.visibleAt <= now())
        throw new ReceiptError('MessageNotInflight', 'The message is not in flight.');
      store.setVisible(message.id, now() + milliseconds(timeoutSeconds));
      wake(queue.name);
    },
    count: ({ name }) => store.count(name, now()),
    purge: ({ name }) => store.removeAll(name),
    peek: ({ name }, limit) => store.all(name, limit),
    releaseAll: ({ name }) => {
      store.releaseAll(name, now());
      wake(name);
    },
    discard: (id) => store.remove(id),
    redrive: (deadLetters, to, ids) => {
      let moved = 0;
      for (const { id, sourceArn } of store.all(deadLetters.name, Number.MAX_SAFE_INTEGER)) {
        const target = to ?? byName.get(sourceArn ?? '');
        if (!target || ids?.has(id) === false) continue;
        store.move(id, target.name, now(), null);
        moved += 1;
        wake(target.name);
      }
      return moved;
    },
    stop: () => {
      clearInterval(sweep);
      for (const name of waiting.keys()) wake(name);
    },
  };
}

/** Whether it was received as often as the queue lets it be. */
const isDead = ({ redrive }: Queue, { receives }: StoredMessage): boolean =>
  redrive !== undefined && receives >= redrive.maximumReceives;
