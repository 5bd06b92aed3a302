import {
  type ChatContext,
  customersOf,
  type Log,
  type ObjectStore,
  type OutgoingMessage,
  type PushOutcome,
  pushThread,
  readPerson,
  readThread,
  type StoredMessage,
} from '@switchboard/chat-core';
import type { DynamoLock } from '@switchboard/data-core';
import { noticeText, shownName } from '@switchboard/protocol';
import { chatIdOf } from '../chat/telegram-thread.ts';
import { rich } from '../telegram/rich-text.ts';
import { sendWords } from '../telegram/send-words.ts';
import {
  type SendOutcome,
  type TelegramSender,
  TelegramUnavailableError,
} from '../telegram/telegram-sender.ts';
import type { Language } from '../texts/language.ts';
import { textsIn } from '../texts/texts-in.ts';
import { delayChat, reserveSlot } from '../users/pace.ts';
import { setReachable } from '../users/user-store.ts';
import { leaseDelivery } from './delivery-lease.ts';
import { type ReaderDependencies, readerLanguage } from './reader-language.ts';
import { type Edit, type FilePiece, nextStep, type Piece, type Step } from './steps.ts';

export interface PushDependencies extends ReaderDependencies {
  readonly chat: ChatContext;
  readonly locks: DynamoLock;
  readonly sender: TelegramSender;
  /** The files of messages. */
  readonly attachments: Pick<ObjectStore, 'read'>;
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
    const lock = await leaseDelivery(locks, threadId, leaseMs);
    // The holder of the lease looks once more when it is done, or erases the thread.
    if (lock === undefined) return;
    let later: number | undefined;
    try {
      const pushed = await pushThread(chat, threadId, async (message, outgoing) => {
        const outcome = await send(dependencies, { ...outgoing, message, slotAt: slot });
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

interface Outgoing extends OutgoingMessage {
  readonly message: StoredMessage;
  readonly slotAt: number | undefined;
}

/**
 * Where Telegram gives no answer, it is tried again when the thread has waited twice as long, milliseconds: the retries of the topic and the
 * queue are minutes apart. Those go on after a minute, when the sweeper asks for the thread as well: what comes back by itself would add up.
 */
const firstRetryMs = 3_000;
const longestOutageMs = 60_000;

/**
 * Takes the next step that a message of a thread needs. What Telegram will never take is passed over, so that the next message follows.
 */
async function send(dependencies: PushDependencies, outgoing: Outgoing): Promise<PushOutcome> {
  const { context, log } = dependencies;
  const { message, head, shownAs, slotAt } = outgoing;
  const own = customersOf(head)
    .map(chatIdOf)
    .find((known) => known !== undefined);
  if (own === undefined) return { outcome: 'taken', shownAs };
  const step = nextStep({ ...outgoing, ...(await inWords(dependencies, own, outgoing.shown)) });
  if (step === undefined) return { outcome: 'taken', shownAs };
  const now = context.now();
  // The parts of one message follow each other at once.
  const isReserved = (slotAt !== undefined && slotAt <= now) || step.isContinued;
  const slot = isReserved ? undefined : await reserveSlot(context, own, { chats: 'everyone', latenessMs: 0 });
  if (slot !== undefined && slot.at > now) return { outcome: 'later', notBefore: slot.at };
  const chatId = slot?.user?.migratedTo ?? own;
  let sent: StepOutcome;
  try {
    const language = () => readerLanguage(dependencies, own, head.threadId);
    sent = await take(dependencies, { chatId, language }, step);
  } catch (error) {
    const waitedMs = now - (head.undeliveredSince ?? 0);
    if (!(error instanceof TelegramUnavailableError) || waitedMs > longestOutageMs) throw error;
    log('message.delayed', { threadId: head.threadId, seq: message.seq }, error);
    return { outcome: 'later', notBefore: now + Math.max(waitedMs, firstRetryMs) };
  }
  if (sent.outcome === 'replaced') {
    const { messageId, by } = sent;
    const replaced = shownAs.map((id) => (id === String(messageId) ? String(by) : id));
    return { outcome: 'partTaken', shownAs: replaced };
  }
  if (sent.outcome === 'later') {
    await delayChat(context, chatId, now + sent.afterMs);
    return { outcome: 'later', notBefore: now + sent.afterMs };
  }
  if (sent.outcome !== 'sent') {
    log('message.undeliverable', { threadId: head.threadId, seq: message.seq, outcome: sent.outcome });
    return { outcome: 'taken', shownAs };
  }
  return { outcome: step.isLast ? 'taken' : 'partTaken', shownAs: shownAfter(step, shownAs, sent.messageId) };
}

/**
 * A message as its reader is told it: what the platform says is said in the reader's language, and an operator is named,
 * so that the customer sees that a person speaks. One request for an operator with a name, two or three otherwise.
 */
async function inWords(
  dependencies: PushDependencies,
  chatId: number,
  shown: StoredMessage,
): Promise<{ readonly shown: StoredMessage; readonly speaker?: string }> {
  const { messageType, notice, sender: userId, threadId, timestamp } = shown;
  const language = (): Promise<Language> => readerLanguage(dependencies, chatId, threadId);
  if (notice !== undefined) {
    const { timeZone = 'UTC' } = notice;
    const text = noticeText(notice, { languages: [await language()], timeZone, now: timestamp });
    return { shown: { ...shown, text } };
  }
  if (messageType !== 'operator') return { shown };
  const { name } = await readPerson(dependencies.chat, userId);
  return { shown, speaker: shownName({ userId, name }) ?? textsIn(await language()).colleague };
}

function shownAfter({ type }: Step, shownAs: readonly string[], messageId: number): readonly string[] {
  switch (type) {
    case 'send':
      return [...shownAs, String(messageId)];
    case 'edit':
      return shownAs;
    case 'delete':
      return shownAs.slice(0, -1);
  }
}

/** What Telegram did with a step. */
type StepOutcome =
  | SendOutcome
  /** The new text of a message was sent as a message of its own, since Telegram does not edit that one. Other pieces may have to follow. */
  | { readonly outcome: 'replaced'; readonly messageId: number; readonly by: number };

/** Where a message is sent, and the language of those who read it there. */
interface Reader {
  readonly chatId: number;
  readonly language: () => Promise<Language>;
}

/** Has Telegram take a step. */
async function take(dependencies: PushDependencies, reader: Reader, step: Step): Promise<StepOutcome> {
  const { context } = dependencies;
  const sent = await callFor(dependencies, reader, step);
  if (sent.outcome === 'unreachable') await setReachable(context, reader.chatId, false);
  return sent;
}

async function callFor(dependencies: PushDependencies, reader: Reader, step: Step): Promise<StepOutcome> {
  const { sender } = dependencies;
  switch (step.type) {
    case 'send':
      return sendPiece(dependencies, reader, step.piece);
    case 'delete':
      return sender.deleteMessage({ chatId: reader.chatId, messageId: step.messageId });
    case 'edit': {
      const [first, ...rest] = step.edits;
      let edited = await editPiece(sender, reader, first);
      for (const edit of rest) {
        if (edited.outcome !== 'sent') break;
        edited = await editPiece(sender, reader, edit);
      }
      return edited;
    }
  }
}

/** What Telegram says of a message that its reader has deleted: there is nothing to be changed. */
const isGone = (sent: SendOutcome): boolean =>
  sent.outcome === 'refused' && /message to edit not found/i.test(sent.description);

/**
 * Gives a message its new text. Telegram does not edit one that went out as a file, and may refuse a text: then the new text is sent, as an
 * answer to the old one, which is taken away where Telegram lets it.
 */
async function editPiece(
  sender: TelegramSender,
  { chatId, language }: Reader,
  { messageId, text, buttons }: Edit,
): Promise<StepOutcome> {
  const edited = await sender.editText({ chatId, messageId, text, buttons });
  if (edited.outcome !== 'refused' || isGone(edited)) return edited;
  const sent = await sendWords(sender, { chatId, text, buttons, replyTo: messageId }, language);
  if (sent.outcome !== 'sent') return sent;
  await sender.deleteMessage({ chatId, messageId });
  return { outcome: 'replaced', messageId, by: sent.messageId };
}

/** Sends a piece, to the supergroup that a group has become if need be. */
async function sendPiece(
  dependencies: PushDependencies,
  { chatId, language }: Reader,
  piece: Piece,
): Promise<SendOutcome> {
  const send = (to: number): Promise<SendOutcome> =>
    'file' in piece
      ? sendFile(dependencies, to, piece)
      : sendWords(dependencies.sender, { ...piece, chatId: to }, language);
  const sent = await send(chatId);
  return sent.outcome === 'moved' ? send(sent.chatId) : sent;
}

/** Sends a file; of one that was deleted meanwhile, or that Telegram refuses, the name stands in its place. */
async function sendFile(
  { sender, attachments, log }: PushDependencies,
  chatId: number,
  { file: { attachmentId, name }, caption }: FilePiece,
): Promise<SendOutcome> {
  const content = await attachments.read(attachmentId);
  const sent = content && (await sender.sendDocument({ chatId, name, content, caption }));
  if (sent !== undefined && sent.outcome !== 'refused') return sent;
  log('file.notSent', { attachmentId, outcome: sent?.outcome ?? 'gone' });
  return sender.sendText({ chatId, text: rich(caption, `📎 ${name}`) });
}
