import {
  type ChatContext,
  customersOf,
  type Log,
  type PushOutcome,
  pushThread,
  readThread,
  type StoredMessage,
  type ThreadHead,
} from '@switchboard/chat-core';
import type { DynamoLock } from '@switchboard/data-core';
import { chatIdOf } from '../chat/telegram-thread.ts';
import type { StoreContext } from '../context/store-context.ts';
import type { Button } from '../notices/notice.ts';
import { bold, plainText, type RichText, rich } from '../telegram/rich-text.ts';
import { splitText } from '../telegram/split-text.ts';
import type { SendOutcome, TelegramSender } from '../telegram/telegram-sender.ts';
import { delayChat, reserveSlot } from '../users/pace.ts';
import { setReachable } from '../users/user-store.ts';

export interface PushDependencies {
  readonly chat: ChatContext;
  readonly context: StoreContext;
  readonly locks: DynamoLock;
  readonly sender: TelegramSender;
  /** Has the delivery of a thread tried again after some milliseconds; `slotAt` is what its next message has reserved. */
  readonly pushLater: (threadId: string, afterMs: number, slotAt?: number) => Promise<void>;
  readonly log: Log;
}

/** How long a thread's delivery is nobody else's, milliseconds: longer than a few calls to Telegram take. */
const leaseMs = 60_000;

/**
 * Sends a thread's messages to Telegram in the order of `seq`, one invocation at a time. Where Telegram takes nothing for a while, the
 * delivery comes back then.
 *
 * @param slotAt what an earlier call has reserved for the next message, epoch milliseconds
 */
export async function pushToTelegram(
  dependencies: PushDependencies,
  threadId: string,
  slotAt?: number,
): Promise<void> {
  const { chat, locks, pushLater, log } = dependencies;
  let slot = slotAt;
  for (;;) {
    const lock = await locks.tryAcquire(`telegram-delivery.${threadId}`, { leaseMs });
    // Whoever holds it looks once more when it is done.
    if (lock === undefined) return;
    let later: number | undefined;
    try {
      const pushed = await pushThread(chat, threadId, async (message, head) => {
        const outcome = await send(dependencies, { message, head, slotAt: slot });
        slot = undefined;
        return outcome;
      });
      if (pushed.outcome === 'later') later = pushed.notBefore;
    } finally {
      await lock.release();
    }
    if (later !== undefined) {
      log('thread.postponed', { threadId });
      return pushLater(threadId, later - chat.now(), later);
    }
    const head = await readThread(chat, threadId);
    if (head?.undeliveredSince === undefined) return;
  }
}

interface Outgoing {
  readonly message: StoredMessage;
  readonly head: ThreadHead;
  readonly slotAt: number | undefined;
}

/** Sends one message of a thread. What Telegram will never take is passed over, so that the next one follows. */
async function send(
  dependencies: PushDependencies,
  { message, head, slotAt }: Outgoing,
): Promise<PushOutcome> {
  const { context, log } = dependencies;
  const taken: PushOutcome = { outcome: 'taken' };
  const own = customersOf(head)
    .map(chatIdOf)
    .find((known) => known !== undefined);
  if (own === undefined || message.text.trim() === '' || isUnsaid(message)) return taken;
  const now = context.now();
  const isReserved = slotAt !== undefined && slotAt <= now;
  const slot = isReserved ? undefined : await reserveSlot(context, own, { chats: 'everyone', latenessMs: 0 });
  if (slot !== undefined && slot.at > now) return { outcome: 'later', notBefore: slot.at };
  const chatId = slot?.user?.migratedTo ?? own;
  const pieces = splitText(textOf(message));
  for (const [index, text] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const sent = await sendPiece(dependencies, chatId, {
      text,
      ...(isLast && { buttons: buttonsOf(message) }),
    });
    if (sent.outcome === 'later') {
      await delayChat(context, chatId, now + sent.afterMs);
      return { outcome: 'later', notBefore: now + sent.afterMs };
    }
    if (sent.outcome !== 'sent') {
      log('message.undeliverable', { threadId: head.threadId, seq: message.seq, outcome: sent.outcome });
      return taken;
    }
  }
  return taken;
}

/** Of what tells of the conversation, a channel shows what it says in words. */
const isUnsaid = ({ messageType, notice }: StoredMessage): boolean =>
  messageType === 'system' && notice === undefined;

interface Piece {
  readonly text: RichText;
  readonly buttons?: readonly (readonly Button[])[];
}

/** Sends a piece; one that Telegram refuses goes as a file. */
async function sendPiece(
  { sender, context }: PushDependencies,
  chatId: number,
  { text, buttons }: Piece,
): Promise<SendOutcome> {
  const sent = await sender.sendText({ chatId, text, buttons });
  switch (sent.outcome) {
    case 'moved':
      return sender.sendText({ chatId: sent.chatId, text, buttons });
    case 'refused': {
      const content = new TextEncoder().encode(plainText(text));
      return sender.sendDocument({ chatId, name: 'message.txt', content, caption: rich() });
    }
    case 'unreachable':
      await setReachable(context, chatId, false);
      return sent;
    default:
      return sent;
  }
}

/** An operator is named, so that the customer sees that a person speaks. */
const textOf = ({ messageType, sender, text }: StoredMessage): RichText =>
  messageType === 'operator' ? rich(bold(`${sender}: `), text) : rich(text);

/** How many answers are offered under a message, and how long each may be. */
const mostAnswers = 10;
const longestAnswer = 60;

/** The answers that a bot offers, a button each. */
function buttonsOf({ metadata }: StoredMessage): readonly (readonly Button[])[] {
  const offered = metadata.quickReplies;
  const texts = Array.isArray(offered) ? offered.flatMap(answerText) : [];
  return texts.slice(0, mostAnswers).map((text, index) => [{ text, data: `say:${index}` }]);
}

function answerText(offered: unknown): readonly string[] {
  const text = typeof offered === 'object' && offered !== null && 'text' in offered ? offered.text : offered;
  return typeof text === 'string' && text.trim() !== '' ? [text.slice(0, longestAnswer)] : [];
}
