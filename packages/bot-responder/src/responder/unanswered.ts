import {
  type ChatContext,
  ownerAt,
  queryMessages,
  readConnections,
  type StoredMessage,
  type ThreadHead,
} from '@switchboard/chat-core';
import type { Turn, UserMessage } from '../bot/bot.ts';
import { answeredThrough, type Progress } from './progress.ts';

/** The bot is shown this many messages at most; whatever was written before them is answered with them. */
const messagesAtMost = 50;

/** Whether the bot owes the thread an answer: it owns the thread, and a user's message waits that it has not answered. */
export function owesReply(head: ThreadHead | null, progress: Progress, now: number): head is ThreadHead {
  return (
    head !== null &&
    ownerAt(head, now).type === 'bot' &&
    head.awaitingReplySince !== undefined &&
    head.lastUserSeq > answeredThrough(head, progress)
  );
}

/** Whether a human has taken over a customer of the thread, whom a bot may then not answer. */
export async function isOverridden(chat: ChatContext, { participants }: ThreadHead): Promise<boolean> {
  const customers = participants.filter(({ role }) => role === 'customer').map(({ userId }) => userId);
  const connections = await readConnections(chat, customers);
  return connections.some((connection) => connection.isHumanOverride);
}

/** What waits for an answer, oldest first; `undefined` where all of it has expired. */
export async function readUnanswered(
  chat: ChatContext,
  head: ThreadHead,
  progress: Progress,
): Promise<{ readonly messages: Turn['messages']; readonly throughSeq: number } | undefined> {
  const page = await queryMessages(chat, {
    threadId: head.threadId,
    after: (head.awaitingReplySince ?? 0) - 1,
    limit: messagesAtMost,
  });
  const waiting = (page.outcome === 'page' ? page.messages : []).filter(
    ({ messageType, seq }) => messageType === 'user' && seq > answeredThrough(head, progress),
  );
  const [first, ...rest] = waiting.map(toUserMessage);
  const newest = waiting.at(-1);
  return first && newest && { messages: [first, ...rest], throughSeq: newest.seq };
}

const toUserMessage = ({ messageId, sender, text, timestamp, metadata }: StoredMessage): UserMessage => ({
  messageId,
  userId: sender,
  text,
  timestamp,
  metadata,
});
