import type {
  Attachment,
  ChatMessage,
  Note,
  OutgoingMessage,
  OwnerChange,
  StreamingReply,
} from '@switchboard/chat-client';
import { isSameDay } from '../text/date-labels.ts';
import { isAnswer } from './approvals.ts';
import { type Notice, noticesOf } from './notices.ts';

/** One line of the conversation as it is shown. Its key stays, whatever becomes of what it shows. */
export type Row =
  | { readonly type: 'day'; readonly key: string; readonly time: number }
  /** What the platform says: a message of the type `system`. */
  | {
      readonly type: 'remark';
      readonly key: string;
      readonly text: string;
      /** What it says, for a reader of another language. */
      readonly says?: ChatMessage['notice'];
      /** The operator who has answered a question of the bot's with it. */
      readonly answeredBy?: string;
    }
  | { readonly type: 'notice'; readonly key: string; readonly notice: Notice; readonly time: number }
  | { readonly type: 'memo'; readonly key: string; readonly note: Memo; readonly time: number }
  | BubbleRow;

/** What operators alone see: a note, what a bot says of a conversation that it hands over, or what it asks them. */
export interface Memo
  extends Pick<Note, 'noteId' | 'timestamp' | 'text'>,
    Pick<Partial<Note>, 'author' | 'authorName'> {
  readonly kind: Note['kind'] | 'question';
}

/** Who speaks: the reader, another user, a bot, or an operator. */
export type Speaker =
  | { readonly kind: 'self' | 'bot' }
  | { readonly kind: 'user' | 'operator'; readonly userId: string };

export interface BubbleRow {
  readonly type: 'bubble';
  readonly key: string;
  /** Absent for a message that is not stored yet. */
  readonly seq?: number;
  readonly text: string;
  /** What it says, for a reader of another language: a sentence of the platform's that a bot says. */
  readonly says?: ChatMessage['notice'];
  /** Epoch milliseconds. */
  readonly time: number;
  readonly state: 'sent' | 'sending' | 'failed' | 'streaming';
  readonly speaker: Speaker;
  /** Whether it is Markdown: bots and operators write it; what customers write is shown as it is. */
  readonly formatted: boolean;
  /** Whether it is the first, or the last, of a group of the same speaker. */
  readonly first: boolean;
  readonly last: boolean;
  /** The message that is not stored yet. */
  readonly outgoing?: OutgoingMessage;
  /** What its author has made of it since: its text is the new one, or empty. */
  readonly changed?: 'edited' | 'deleted' | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  /** The message that it replies to. */
  readonly quote?: Quote | undefined;
}

/** A message that another one replies to. Without an author and a text, it is older than what is loaded. */
export interface Quote {
  readonly seq: number;
  readonly speaker?: Speaker;
  readonly text?: string;
}

export interface Conversation {
  readonly messages: readonly ChatMessage[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly replies: readonly StreamingReply[];
  readonly ownerChanges?: readonly OwnerChange[];
  /** Oldest first. @default none */
  readonly notes?: readonly Memo[];
  readonly userId?: string | undefined;
  /** As what the reader writes. @default 'user' */
  readonly writesAs?: 'user' | 'operator';
}

type Bubble = Omit<BubbleRow, 'first' | 'last'>;
type Entry = Bubble | Exclude<Row, BubbleRow | { type: 'day' }>;

/** Bubbles of one speaker stand together as long as not more than this lies between two of them, in milliseconds. */
const groupWithinMs = 5 * 60_000;

/**
 * Puts stored messages, those on their way and the replies being written in rows, with a separator for each day and a notice
 * for everything that has happened to the conversation.
 */
export function conversationRows(conversation: Conversation): Row[] {
  const { messages, outgoing, replies, userId, ownerChanges = [], notes = [], writesAs } = conversation;
  const quoteOf = quotesFrom(messages, userId);
  const entries = [
    ...withNotes(withNotices(messages, ownerChanges, userId, quoteOf), notes),
    ...outgoing.map((message) => outgoingEntry(message, writesAs === 'operator', quoteOf)),
    ...replies.filter(({ text }) => text !== '').map(streamingEntry),
  ];
  let day: number | undefined;
  return entries.flatMap((entry, index): Row[] => {
    const row = entry.type === 'bubble' ? grouped(entry, entries[index - 1], entries[index + 1]) : entry;
    if (entry.type === 'remark' || (day !== undefined && isSameDay(day, entry.time))) return [row];
    day = entry.time;
    return [{ type: 'day', key: `day-${entry.key}`, time: entry.time }, row];
  });
}

function withNotices(
  messages: readonly ChatMessage[],
  changes: readonly OwnerChange[],
  userId: string | undefined,
  quoteOf: QuoteOf,
): Entry[] {
  const notices = noticesOf(messages, changes);
  const entries: Entry[] = [];
  let next = 0;
  const addNotices = (beforeSeq: number): void => {
    for (let placed = notices[next]; placed && placed.afterSeq < beforeSeq; placed = notices[++next]) {
      const { afterSeq, notice, time } = placed;
      entries.push({ type: 'notice', key: `notice-${afterSeq}-${next}`, notice, time });
    }
  };
  for (const message of messages) {
    addNotices(message.seq);
    // A change of another message is seen there.
    if (message.change === undefined) entries.push(storedEntry(message, userId, quoteOf));
  }
  addNotices(Number.POSITIVE_INFINITY);
  return entries;
}

/** Puts notes in their place by time. Those from before everything that is shown come with the older messages. */
function withNotes(entries: readonly Entry[], notes: readonly Memo[]): readonly Entry[] {
  if (notes.length === 0) return entries;
  const placed: Entry[] = [];
  let next = 0;
  for (const entry of entries) {
    const time = 'time' in entry ? entry.time : Number.NEGATIVE_INFINITY;
    for (let note = notes[next]; note && note.timestamp < time; note = notes[++next]) {
      if (placed.length > 0) placed.push(memoEntry(note));
    }
    placed.push(entry);
  }
  return [...placed, ...notes.slice(next).map(memoEntry)];
}

const memoEntry = (note: Memo): Entry => ({
  type: 'memo',
  key: note.noteId,
  note,
  time: note.timestamp,
});

function storedEntry(message: ChatMessage, userId: string | undefined, quoteOf: QuoteOf): Entry {
  const { attachments, clientMessageId, messageId, messageType, replyId, replyTo, seq, timestamp } = message;
  const text = textBeside(attachments, message.text);
  const key = clientMessageId ?? replyId ?? messageId;
  if (messageType === 'system') {
    const answered = isAnswer(message) ? { answeredBy: message.sender } : {};
    return { type: 'remark', key, text, says: message.notice, ...answered };
  }
  const speaker = speakerOf(message, userId);
  const formatted = messageType === 'bot' || messageType === 'operator';
  const changed = changeOf(message.status);
  const quote = quoteOf(replyTo);
  return {
    type: 'bubble',
    key,
    seq,
    text,
    says: message.notice,
    time: timestamp,
    state: 'sent',
    speaker,
    formatted,
    changed,
    attachments,
    quote,
  };
}

/** A message of files alone has their names as its text, which are seen with the files. */
const textBeside = (attachments: readonly Attachment[] | undefined, text: string): string =>
  attachments !== undefined && text === attachments.map(({ name }) => name).join(', ') ? '' : text;

function changeOf(status: string): BubbleRow['changed'] {
  if (status === 'edited') return 'edited';
  return status === 'deleted' || status === 'erased' ? 'deleted' : undefined;
}

type QuoteOf = (seq: number | undefined) => Quote | undefined;

/** Finds messages that are replied to. Most conversations have no replies, so nothing is prepared. */
const quotesFrom =
  (messages: readonly ChatMessage[], userId: string | undefined): QuoteOf =>
  (seq) => {
    if (seq === undefined) return undefined;
    const message = messages.find((other) => other.seq === seq);
    return message ? { seq, speaker: speakerOf(message, userId), text: message.text } : { seq };
  };

function speakerOf({ messageType, sender }: ChatMessage, userId: string | undefined): Speaker {
  if (messageType === 'bot') return { kind: 'bot' };
  if (sender === userId) return { kind: 'self' };
  return { kind: messageType === 'operator' ? 'operator' : 'user', userId: sender };
}

const outgoingEntry = (outgoing: OutgoingMessage, formatted: boolean, quoteOf: QuoteOf): Bubble => ({
  type: 'bubble',
  key: outgoing.clientMessageId,
  text: textBeside(outgoing.attachments, outgoing.text),
  attachments: outgoing.attachments,
  time: outgoing.createdAt,
  state: outgoing.status,
  speaker: { kind: 'self' },
  formatted,
  outgoing,
  quote: quoteOf(outgoing.replyTo),
});

const streamingEntry = ({ replyId, text, updatedAt }: StreamingReply): Bubble => ({
  type: 'bubble',
  key: replyId,
  text,
  time: updatedAt,
  state: 'streaming',
  speaker: { kind: 'bot' },
  formatted: true,
});

const grouped = (entry: Bubble, previous: Entry | undefined, next: Entry | undefined): BubbleRow => ({
  ...entry,
  first: !stayTogether(previous, entry),
  last: !stayTogether(entry, next),
});

const stayTogether = (a: Entry | undefined, b: Entry | undefined): boolean =>
  a?.type === 'bubble' &&
  b?.type === 'bubble' &&
  speakerKey(a.speaker) === speakerKey(b.speaker) &&
  isSameDay(a.time, b.time) &&
  Math.abs(b.time - a.time) <= groupWithinMs;

const speakerKey = (speaker: Speaker): string =>
  'userId' in speaker ? `${speaker.kind} ${speaker.userId}` : speaker.kind;

/** Whether two rows of the same key look the same. */
export const isSameRow = (a: BubbleRow, b: BubbleRow): boolean =>
  a.text === b.text &&
  a.state === b.state &&
  a.seq === b.seq &&
  a.time === b.time &&
  a.first === b.first &&
  a.last === b.last &&
  a.outgoing === b.outgoing &&
  a.changed === b.changed &&
  a.attachments?.length === b.attachments?.length &&
  a.quote?.text === b.quote?.text &&
  speakerKey(a.speaker) === speakerKey(b.speaker);
