import {
  type Announcer,
  type ChatContext,
  digestOf,
  type Invocation,
  type ObjectStore,
  type Publisher,
  type PushOutcome,
  pushThread,
  type StoredMessage,
  withinInvocation,
} from '@switchboard/chat-core';
import type { DynamoLock } from '@switchboard/data-core';
import { createDownload } from '@switchboard/telegram-email-bot/download-file';
import { createTelegramChat } from '@switchboard/telegram-email-bot/telegram-chat';
import { userIdOf } from '@switchboard/telegram-email-bot/telegram-thread';
import { createAbortAfter } from '../engine/abort-after.ts';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { Turnstile } from '../engine/turnstile.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';

/** A message that the channel took. */
export interface TakenMessage {
  readonly threadId: string;
  readonly messageId: string;
}

/** How often the channel asks for patience, and how long, milliseconds. */
const patience = { rate: 0.1, ms: 5_000 };

export interface TelegramParts {
  readonly context: ChatContext;
  readonly clock: VirtualClock;
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly objects: ObjectStore;
  readonly locks: DynamoLock;
  readonly turnstile: Turnstile;
  readonly random: SeededRandom;
  readonly isErasing: (userId: string) => boolean;
  readonly onTaken: (taken: TakenMessage) => void;
  /** Invokes the function that pushes for the thread again, at that time, epoch milliseconds. */
  readonly comeBack: (threadId: string, notBefore: number) => void;
}

/** What a customer of the channel writes. */
interface TelegramUpdate {
  readonly updateId: number;
  readonly chatId: number;
  readonly threadId: string;
  readonly text: string;
  readonly file?: TelegramFile;
}

/** A file that a customer sends. Its id says what it contains. */
export interface TelegramFile {
  readonly fileId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** Files whose ids begin with it, Telegram does not give: it calls them too big, whatever the update says. */
export const refusedFile = 'refused ';

/** How long the platform waits for Telegram, milliseconds. */
const patienceMs = 10_000;

/** How long the thread is held for one delivery, seconds. */
const leaseSeconds = 20;

/**
 * Telegram, and what the platform does with it: what people say goes the platform's own way from where their update is known; the channel
 * that is pushed to is built on chat-core, and takes messages one by one.
 */
export function createTelegram(parts: TelegramParts) {
  const { context: base, clock, locks, turnstile, random, onTaken, comeBack } = parts;
  const abortAfter = createAbortAfter(clock);

  /** Telegram's own API, as far as files need it. */
  const api = {
    call: (method: string, { file_id: fileId = '' }: Readonly<Record<string, unknown>>) =>
      askTelegram(method, () => {
        if (String(fileId).startsWith(refusedFile)) throw new Error('Bad Request: file is too big');
        return { file_path: fileId };
      }),
    download: (path: string) => askTelegram('download', () => new TextEncoder().encode(path)),
  };

  const askTelegram = <T>(method: string, answer: () => T): Promise<T> =>
    turnstile.pass({
      name: `Telegram ${method}`,
      signal: abortAfter(patienceMs),
      make: async () => answer(),
    });

  /** Takes what a customer says. The service repeats an update until this returns. @returns what they are told if it is not taken */
  async function webhook(event: unknown, invocation: Invocation): Promise<string | undefined> {
    const { updateId, chatId, threadId, text, file } = event as TelegramUpdate;
    // As the platform's mark says: an update from before an erasure has no effect any more.
    if (parts.isErasing(userIdOf(chatId))) return undefined;
    const context = withinInvocation(base, invocation);
    const conversation = { number: 1, threadId, title: '', language: 'en', startedAt: 0 } as const;
    const chat = createTelegramChat({
      ...parts,
      context,
      attachments: parts.objects,
      // Which conversation an update belongs to is told by its actor.
      conversations: { ofUpdate: async () => conversation, entitle: async () => {} },
      download: createDownload(api),
      log: () => {},
    });
    const profile = { chatId, firstName: `Telegram ${chatId}`, username: '' };
    const reply = await chat.say({ profile, updateId, text, file, language: 'en' });
    return reply === undefined ? undefined : JSON.stringify(reply);
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
