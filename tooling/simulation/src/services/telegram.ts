import {
  appendMessage,
  botMayWrite,
  type ChatContext,
  digestOf,
  type Invocation,
  type Publisher,
  type PushOutcome,
  publishMessage,
  pushThread,
  readMessage,
  type StoredMessage,
  withinInvocation,
} from '@switchboard/chat-core';
import type { DynamoLock } from '@switchboard/data-core';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { Turnstile } from '../engine/turnstile.ts';

/** A message that the channel took. */
export interface TakenMessage {
  readonly threadId: string;
  readonly messageId: string;
}

/** How often the channel asks for patience, and how long, milliseconds. */
const patience = { rate: 0.1, ms: 5_000 };

export interface TelegramParts {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly locks: DynamoLock;
  readonly turnstile: Turnstile;
  readonly random: SeededRandom;
  readonly onTaken: (taken: TakenMessage) => void;
  /** Invokes the function that pushes for the thread again, at that time, epoch milliseconds. */
  readonly comeBack: (threadId: string, notBefore: number) => void;
}

/** What a customer of the channel writes. */
interface TelegramUpdate {
  readonly updateId: string;
  readonly threadId: string;
  readonly userId: string;
  readonly text: string;
}

/** How long the thread is held for one delivery, seconds. */
const leaseSeconds = 20;

/** A channel that is pushed to, built on chat-core: a service that takes messages one by one, and its two functions. */
export function createTelegram(parts: TelegramParts) {
  const { context: base, publisher, locks, turnstile, random, onTaken, comeBack } = parts;

  /** Stores what a customer writes, and tells the bot. The service repeats an update until this returns. */
  async function webhook(event: unknown, invocation: Invocation): Promise<void> {
    const { updateId, threadId, userId, text } = event as TelegramUpdate;
    const context = withinInvocation(base, invocation);
    const author = { type: 'user', userId } as const;
    const request = { threadId, author, text, channel: 'telegram', clientMessageId: updateId } as const;
    const result = await appendMessage(context, request);
    if (result.outcome !== 'stored' && result.outcome !== 'duplicate') return;
    const { head } = result;
    const message = result.outcome === 'stored' ? result.message : await readMessage(context, result.message);
    const now = context.now();
    if (message === null || head === null || !botMayWrite(head, false, now)) return;
    const connection = { userId, isHumanOverride: false, devices: [] };
    await publishMessage(context, publisher, { message, connection, now });
  }

  /** Gives the channel what a thread owes it. */
  async function push(event: unknown, invocation: Invocation): Promise<void> {
    const { Records } = event as {
      readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
    };
    const context = withinInvocation(base, invocation);
    for (const { Sns } of Records) {
      const { threadId, type } = JSON.parse(Sns.Message);
      if (type === 'message') await pushOne(context, threadId);
    }
  }

  async function pushOne(context: ChatContext, threadId: string): Promise<void> {
    const lock = await locks.tryAcquire(`telegram ${digestOf(threadId)}`, leaseSeconds);
    // The holder goes on until nothing is owed.
    if (lock === undefined) return;
    try {
      const pushed = await pushThread(context, threadId, (message) => send(context, message));
      if (pushed.outcome === 'later') comeBack(threadId, pushed.notBefore);
    } finally {
      await lock.release();
    }
  }

  const send = (context: ChatContext, { threadId, messageId }: StoredMessage): Promise<PushOutcome> =>
    turnstile.pass<PushOutcome>({
      name: `sendMessage to ${threadId}`,
      make: async () => {
        if (random.chance(patience.rate)) {
          return { outcome: 'later', notBefore: context.now() + patience.ms };
        }
        onTaken({ threadId, messageId });
        return { outcome: 'taken' };
      },
    });

  return { webhook, push };
}
