import {
  type ChatContext,
  connectionOf,
  customersOf,
  isQuestionOver,
  type KnownConnections,
  owesReply,
  parseProfile,
  profileKey,
  queryMessages,
  readConnections,
  readItems,
  readThreadView,
  readUnanswered,
  type StoredMessage,
  type ThreadHead,
} from '@switchboard/chat-core';
import type { Item, Key } from '@switchboard/data-core';
import type { Attachment } from '@switchboard/protocol';
import type { AttachedFile, Customer, Turn, UserMessage, Utterance } from '../bot/bot.ts';

/** What a thread owes the bot's answer to, as it was at one moment. */
export interface ThreadLook {
  readonly head: ThreadHead | null;
  /** The connections of the thread's customers. */
  readonly known: KnownConnections;
  /** A human has taken one of the customers over (`isHumanOverride`): a bot may not answer them. */
  readonly overridden: boolean;
  /** The item that was asked for beside the thread, if there is one. */
  readonly beside: Item | undefined;
}

/**
 * Reads a thread and the connections of its customers: one request where the caller knows the customer, two otherwise.
 *
 * @param customerId the customer, as far as the caller knows; anyone who is none is left out
 * @param beside an item of another table to read in the same request
 */
export async function lookAt(
  chat: ChatContext,
  threadId: string,
  customerId: string | undefined,
  beside?: { readonly tableName: string; readonly key: Key },
): Promise<ThreadLook> {
  const view = await readThreadView(chat, {
    threadId,
    userIds: customerId === undefined ? [] : [customerId],
    others: beside === undefined ? [] : [beside],
  });
  const { head } = view;
  const customers = head === null ? [] : customersOf(head);
  const others = customers.filter((userId) => !view.userIds.includes(userId));
  const more = others.length === 0 ? [] : await readConnections(chat, others);
  const read = [...view.connections, ...more];
  // Who wrote need not be a customer: an operator answers a question of the bot.
  const known = {
    connections: read.filter(({ userId }) => customers.includes(userId)),
    userIds: customers,
    readAt: view.readAt,
  };
  const overridden = customers.some(
    (userId) => connectionOf({ ...view, ...known }, userId)?.isHumanOverride === true,
  );
  return { head, known, overridden, beside: view.others[0] };
}

/** Whether the bot owes the thread an answer. */
export const owes = ({ head, overridden }: ThreadLook, now: number): boolean =>
  owesReply(head, overridden, now);

/** The bot is shown this many messages at most; what was written before them is answered with them. */
const messagesAtMost = 50;

/** What waits for an answer. */
export interface Unanswered {
  /** Oldest first. */
  readonly messages: Turn['messages'];
  /** The newest user message by the head (`seq`): a reply deals with everything up to it, what was deleted included. */
  readonly throughSeq: number;
}

/** Makes a link to read an attachment, by its id, its name and its type. */
export type LinkFile = (
  file: Pick<Attachment, 'attachmentId' | 'name' | 'type'>,
) => ReturnType<AttachedFile['link']>;

const filesOf = ({ attachments = [] }: StoredMessage, linkFile: LinkFile): readonly AttachedFile[] =>
  attachments.map(({ attachmentId, name, type, size }) => ({
    name,
    type,
    sizeBytes: size,
    link: () => linkFile({ attachmentId, name, type }),
  }));

/** What waits for an answer; `undefined` where all of it has expired. No message waits where a question has ended without one. */
export async function findUnanswered(
  chat: ChatContext,
  head: ThreadHead,
  linkFile: LinkFile,
): Promise<Unanswered | undefined> {
  const waiting = await readUnanswered(chat, head, messagesAtMost);
  if (waiting.length === 0 && !isQuestionOver(head, chat.now())) return undefined;
  const messages = waiting.map((message) => toUserMessage(message, linkFile));
  return { messages, throughSeq: head.lastUserSeq };
}

function toUserMessage(message: StoredMessage, linkFile: LinkFile): UserMessage {
  const { messageId, seq, sender, text, timestamp, metadata } = message;
  const attachments = filesOf(message, linkFile);
  return { messageId, seq, userId: sender, text, timestamp, metadata, attachments };
}

const defaultHistory = 50;
const mostHistory = 200;

/**
 * The newest messages of a thread, oldest first, for a bot that asks for them. One query.
 *
 * @throws {RangeError} unless the limit is a whole number of at least 1
 */
export async function readHistory(
  chat: ChatContext,
  threadId: string,
  linkFile: LinkFile,
  limit = defaultHistory,
): Promise<readonly Utterance[]> {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`The limit of a history is ${limit}: it must be a whole number of at least 1.`);
  const page = await queryMessages(chat, { threadId, limit: Math.min(limit, mostHistory) });
  const messages = page.outcome === 'page' ? page.messages : [];
  // A message that was edited has its new text; what tells of the edit would say it twice.
  return messages.flatMap((message) => {
    const { messageType, sender, text, timestamp, status, change } = message;
    return messageType === 'note' || status === 'deleted' || change !== undefined
      ? []
      : [{ by: messageType, sender, text, timestamp, attachments: filesOf(message, linkFile) }];
  });
}

/**
 * What is known of a customer, for a bot that asks for it. One request.
 *
 * @throws {BatchIncompleteError} when DynamoDB leaves the item unread at every try
 */
export async function readCustomer(chat: ChatContext, userId: string): Promise<Customer> {
  const [item] = await readItems(chat, chat.tables.partitionedKeys, [profileKey(userId)]);
  const { name, attributes } = parseProfile(item, chat.now());
  return {
    userId,
    ...(name === undefined ? {} : { name }),
    attributes: Object.fromEntries(
      attributes.map(({ name: attribute, value, isVerified }) => [attribute, { value, isVerified }]),
    ),
  };
}
