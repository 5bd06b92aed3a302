import type { ChatSnapshot } from '@switchboard/chat-client';

/** What is happening at the end of a conversation, where the next message will appear. */
export type Activity =
  | { readonly kind: 'none' }
  /** Somebody writes: a user's id, or nothing for the bot. */
  | { readonly kind: 'typing'; readonly userId?: string }
  /** The bot has called a tool, and the reader is told what it does. */
  | { readonly kind: 'tool'; readonly title: string }
  /** The bot is at work, for longer than usual where `slow`. */
  | { readonly kind: 'working'; readonly slow: boolean }
  /** A person is to answer: because one was asked for, or because the bot has failed. */
  | { readonly kind: 'person'; readonly because: 'asked' | 'failed' }
  | { readonly kind: 'ended' };

/** How long a question of the reader counts as being worked on, in milliseconds. */
const workedOnForMs = 120_000;
/** An answer that comes within this time does not take longer than usual, in milliseconds. */
const usuallyMs = 30_000;

type Known = Pick<
  ChatSnapshot,
  | 'closed'
  | 'messages'
  | 'outgoing'
  | 'owner'
  | 'replies'
  | 'settledThrough'
  | 'tools'
  | 'typists'
  | 'userId'
  | 'waiting'
>;

/** @param now epoch milliseconds */
export function activityOf(snapshot: Known, now: number): Activity {
  const { closed, owner, replies, tools, typists, waiting } = snapshot;
  const running = tools.findLast(({ status }) => status === 'running');
  if (running !== undefined) return { kind: 'tool', title: running.title };
  if (replies.some(({ text }) => text !== '')) return { kind: 'none' };
  const [typist] = typists.keys();
  if (typist !== undefined) return { kind: 'typing', userId: typist };
  if (replies.length > 0) return { kind: 'typing' };
  if (closed) return { kind: 'ended' };
  if (waiting === 'failed') return { kind: 'person', because: 'failed' };
  if (waiting === 'human' || owner === 'queue') return { kind: 'person', because: 'asked' };
  // A page that was opened a moment after the question is told the same as one that has waited for long.
  if (waiting === 'bot') return { kind: 'working', slow: !hasAsked(snapshot, now - usuallyMs) };
  return isAsking(snapshot, now) ? { kind: 'working', slow: false } : { kind: 'none' };
}

/** Whether the reader has just asked something that the bot is to answer. */
const isAsking = (snapshot: Known, now: number): boolean =>
  (snapshot.owner ?? 'bot') === 'bot' &&
  snapshot.outgoing.length === 0 &&
  hasAsked(snapshot, now - workedOnForMs);

/** Whether the newest message is a question of the reader, asked after that time, to which an answer can still come. */
function hasAsked({ messages, settledThrough, userId }: Known, after: number): boolean {
  const last = messages.findLast(({ change }) => change === undefined);
  if (last === undefined || last.messageType !== 'user' || last.sender !== userId) return false;
  return last.seq > settledThrough && last.timestamp > after;
}
