import type { ChatContext } from '../context/chat-context.ts';
import { remainingMs } from '../context/deadline.ts';
import { queryMessages } from '../messages/query-messages.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { changeThread } from '../threads/change-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** What a channel did with a message. */
export type PushOutcome =
  /** It took the message, or made its refusal visible: the next one follows. */
  | { readonly outcome: 'taken' }
  /** It takes nothing before that, epoch milliseconds. The message was not taken. */
  | { readonly outcome: 'later'; readonly notBefore: number };

export type PushResult = PushOutcome | { readonly outcome: 'nothing' };

/**
 * Delivers what a thread owes its channel, in the order of `seq`, and records after each message how far it came:
 * whatever crashes, the next call goes on there, and only the message that was under way can come twice. The caller
 * holds the thread's delivery lease.
 *
 * @param send gives one message to the channel; what it throws ends the call, and the message is sent again
 */
export async function pushThread(
  context: ChatContext,
  threadId: string,
  send: (message: StoredMessage, head: ThreadHead) => Promise<PushOutcome>,
): Promise<PushResult> {
  let sent = 0;
  for (;;) {
    const head = await readThread(context, threadId);
    if (head === null || head.undeliveredSince === undefined) {
      return { outcome: sent > 0 ? 'taken' : 'nothing' };
    }
    const pushed = await pushPage(context, head, send);
    if (pushed.outcome === 'later') return pushed;
    sent += pushed.sent;
  }
}

const pageSize = 20;

/** With less time than this left no further message is sent, milliseconds: a channel has ten seconds to answer. */
const sendReserveMs = 12_000;

type PushedPage =
  | { readonly outcome: 'taken'; readonly sent: number }
  | Extract<PushOutcome, { outcome: 'later' }>;

/** Delivers the oldest messages that the channel has not taken. What a customer wrote came over the channel itself. */
async function pushPage(
  context: ChatContext,
  read: ThreadHead,
  send: (message: StoredMessage, head: ThreadHead) => Promise<PushOutcome>,
): Promise<PushedPage> {
  const { threadId, deliveredTimestamp = 0 } = read;
  const range = { direction: 'forward', after: deliveredTimestamp, limit: pageSize } as const;
  const page = await queryMessages(context, { threadId, ...range });
  const messages = page.outcome === 'page' ? page.messages : [];
  // What is left of the thread has expired.
  if (messages.length === 0) await recordDelivered(context, read, read.lastTimestamp);
  let head = read;
  let sent = 0;
  let recorded = 0;
  for (const [index, message] of messages.entries()) {
    if (message.messageType !== 'user') {
      // A message that is cut off while it is sent comes twice.
      if (remainingMs(context) < sendReserveMs) return { outcome: 'later', notBefore: context.now() };
      const pushed = await send(message, head);
      if (pushed.outcome === 'later') return pushed;
      sent += 1;
    }
    const next = messages[index + 1];
    // One write for a message that was sent and for what its customer wrote after it.
    const isDue = next === undefined || (sent > recorded && next.messageType !== 'user');
    if (!isDue) continue;
    const changed = await recordDelivered(context, head, message.timestamp);
    if (changed === undefined) break;
    head = changed;
    recorded = sent;
  }
  return { outcome: 'taken', sent };
}

/**
 * Records that the channel has taken everything up to a message.
 *
 * @returns the head as it is then; `undefined` where the channel has taken more, or the thread is no more
 */
async function recordDelivered(
  context: ChatContext,
  read: ThreadHead,
  timestamp: number,
): Promise<ThreadHead | undefined> {
  const changed = await changeThread(
    context,
    read.threadId,
    (head) => {
      if (head === null || (head.deliveredTimestamp ?? 0) > timestamp) return { outcome: 'unchanged' };
      const { undeliveredSince, ...rest } = head;
      const isAll = timestamp >= head.lastTimestamp || undeliveredSince === undefined;
      return { ...rest, deliveredTimestamp: timestamp, ...(isAll ? {} : { undeliveredSince }) };
    },
    read,
  );
  return 'outcome' in changed ? undefined : changed.head;
}
