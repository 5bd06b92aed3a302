import type { ChatMessage, OutgoingMessage, StreamingReply } from '@switchboard/chat-client';
import { isSameDay } from '../text/date-labels.ts';

/** One line of the conversation as it is shown. Its key stays, whatever becomes of what it shows. */
export type Row =
  | { readonly type: 'day'; readonly key: string; readonly time: number }
  | { readonly type: 'note'; readonly key: string; readonly text: string }
  | BubbleRow;

export interface BubbleRow {
  readonly type: 'bubble';
  readonly key: string;
  /** Absent for a message that is not stored yet. */
  readonly seq?: number;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly state: 'sent' | 'sending' | 'failed' | 'streaming';
  readonly own: boolean;
  readonly senderName: string;
  /** Whether it is the first, or the last, of a group of the same sender. */
  readonly first: boolean;
  readonly last: boolean;
  /** What the server said about a message that it did not take. */
  readonly failure?: string;
  /** The name by which a message that failed is retried or discarded. */
  readonly clientMessageId?: string;
}

export interface Conversation {
  readonly messages: readonly ChatMessage[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly replies: readonly StreamingReply[];
  readonly userId?: string | undefined;
}

type Entry = Omit<BubbleRow, 'first' | 'last'> & { readonly sender: string; readonly note: boolean };

/** Bubbles of one sender stand together as long as not more than this lies between two of them, in milliseconds. */
const groupWithinMs = 5 * 60_000;

/** Puts stored messages, those on their way and the replies being written in rows, with a separator for each day. */
export function conversationRows({ messages, outgoing, replies, userId }: Conversation): Row[] {
  const entries = [
    ...messages.map((message) => storedEntry(message, userId)),
    ...outgoing.map(outgoingEntry),
    ...replies.filter(({ text }) => text !== '').map(streamingEntry),
  ];
  return entries.flatMap((entry, index): Row[] => {
    const previous = entries[index - 1];
    const next = entries[index + 1];
    const newDay = previous === undefined || !isSameDay(previous.time, entry.time);
    const day: Row[] = newDay ? [{ type: 'day', key: `day-${entry.key}`, time: entry.time }] : [];
    const { note, sender: _, ...bubble } = entry;
    if (note) return [...day, { type: 'note', key: entry.key, text: entry.text }];
    return [
      ...day,
      {
        ...bubble,
        first: previous === undefined || !stayTogether(previous, entry),
        last: next === undefined || !stayTogether(entry, next),
      },
    ];
  });
}

function storedEntry(message: ChatMessage, userId: string | undefined): Entry {
  const own = message.sender === userId && message.messageType === 'user';
  return {
    type: 'bubble',
    key: message.clientMessageId ?? message.replyId ?? message.messageId,
    seq: message.seq,
    text: message.text,
    time: message.timestamp,
    state: 'sent',
    own,
    sender: own ? 'own' : senderKey(message),
    senderName: own ? 'You' : senderName(message),
    note: message.messageType === 'system',
  };
}

const outgoingEntry = ({ clientMessageId, text, createdAt, status, error }: OutgoingMessage): Entry => ({
  type: 'bubble',
  key: clientMessageId,
  clientMessageId,
  text,
  time: createdAt,
  state: status,
  own: true,
  sender: 'own',
  senderName: 'You',
  note: false,
  ...(error ? { failure: error.message } : {}),
});

const streamingEntry = ({ replyId, text, updatedAt }: StreamingReply): Entry => ({
  type: 'bubble',
  key: replyId,
  text,
  time: updatedAt,
  state: 'streaming',
  own: false,
  sender: 'bot',
  senderName: 'Assistant',
  note: false,
});

const stayTogether = (a: Entry, b: Entry): boolean =>
  a.sender === b.sender &&
  !a.note &&
  !b.note &&
  isSameDay(a.time, b.time) &&
  Math.abs(b.time - a.time) <= groupWithinMs;

/** A reply that is being written does not name its bot, and belongs with what the bot said before. */
const senderKey = ({ messageType, sender }: ChatMessage): string =>
  messageType === 'bot' ? 'bot' : `${messageType} ${sender}`;

function senderName({ messageType, sender }: ChatMessage): string {
  if (messageType === 'bot') return 'Assistant';
  return messageType === 'operator' ? 'Support' : sender;
}
