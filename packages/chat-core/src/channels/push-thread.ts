import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { remainingMs } from '../context/deadline.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { queryMessages } from '../messages/query-messages.ts';
import { readChanged } from '../messages/read-changed.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { changeThread } from '../threads/change-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** What a channel did with a message. */
export type PushOutcome =
  /** It took the message, or made its refusal visible: the next one follows. */
  | {
      readonly outcome: 'taken';
      /** See {@link OutgoingMessage.shownAs}. Kept of an operator's message, which can be edited. @default not known */
      readonly shownAs?: readonly string[];
    }
  /** It took one part of a message that it takes in several: that is recorded, and the rest is asked for at once. */
  | { readonly outcome: 'partTaken'; readonly shownAs: readonly string[] }
  /** It takes nothing before that, epoch milliseconds. Nothing was taken. */
  | { readonly outcome: 'later'; readonly notBefore: number };

/** How a call of {@link pushThread} ended. */
export type PushResult =
  | { readonly outcome: 'taken' | 'nothing' }
  | Extract<PushOutcome, { readonly outcome: 'later' }>;

/** A message on its way to a channel. */
export interface OutgoingMessage {
  readonly head: ThreadHead;
  /** The message that is to be shown: the one that is changed where the message tells of a change, or else the message itself. */
  readonly shown: StoredMessage;
  /** The channel's own ids of what it shows of that message already, in order: parts that it took, or what is to be changed. */
  readonly shownAs: readonly string[];
}

/** Gives one message, or the next part of one, to the channel. */
export type SendToChannel = (message: StoredMessage, outgoing: OutgoingMessage) => Promise<PushOutcome>;

/**
 * Delivers what a thread owes its channel, in the order of `seq`, and records after each message, and after each part
 * of one, how far it came: whatever crashes, the next call goes on there, and only what was under way can come twice.
 * The caller holds the thread's delivery lease.
 *
 * @param send what it throws ends the call, and the message or its part is sent again
 */
export async function pushThread(
  context: ChatContext,
  threadId: string,
  send: SendToChannel,
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
async function pushPage(context: ChatContext, read: ThreadHead, send: SendToChannel): Promise<PushedPage> {
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
      const pushed = await pushMessage(context, head, message, send);
      if (pushed.outcome === 'later') return pushed;
      head = pushed.head;
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

type PushedMessage =
  /** With the head as it is after its parts were recorded. */
  { readonly outcome: 'taken'; readonly head: ThreadHead } | Extract<PushOutcome, { outcome: 'later' }>;

/** Gives a message to the channel part by part, from the first part that the channel has not taken. */
async function pushMessage(
  context: ChatContext,
  read: ThreadHead,
  message: StoredMessage,
  send: SendToChannel,
): Promise<PushedMessage> {
  let head = read;
  const changed = message.change === undefined ? undefined : await readChanged(context, message);
  const shown = changed ?? message;
  for (;;) {
    // What is cut off while it is sent comes twice.
    if (remainingMs(context) < sendReserveMs) return { outcome: 'later', notBefore: context.now() };
    const shownAs = shownAsOf(head, message, shown);
    const pushed = await send(message, { head, shown, shownAs });
    if (pushed.outcome === 'later') return pushed;
    if (pushed.outcome === 'taken') {
      if (pushed.shownAs !== undefined && shown.messageType === 'operator')
        await keepShownAs(context, shown, pushed.shownAs);
      return { outcome: 'taken', head };
    }
    head = await recordPart(context, head, message, pushed.shownAs);
  }
}

/** What the channel has of a message. What is kept of a message that is no change was kept when the channel had taken all of it. */
function shownAsOf(
  { underWay }: ThreadHead,
  { seq, change, shownAs }: StoredMessage,
  shown: StoredMessage,
): readonly string[] {
  if (change === undefined && shownAs !== undefined) return shownAs;
  return underWay?.seq === seq ? underWay.shownAs : (shown.shownAs ?? []);
}

/** Keeps what the channel shows an operator's message as, so that it can be changed there. One write. */
async function keepShownAs(
  context: ChatContext,
  { threadId, timestamp }: StoredMessage,
  shownAs: readonly string[],
): Promise<void> {
  const update = new UpdateCommand({
    TableName: context.tables.messages,
    Key: { threadId, timestamp },
    UpdateExpression: 'SET shownAs = :shownAs',
    ConditionExpression: 'attribute_exists(threadId)',
    ExpressionAttributeValues: { ':shownAs': [...shownAs] },
  });
  await retryConflicts(context, () => context.client.send(update)).catch((error: unknown) => {
    // The message was erased or has expired since.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

/** Records which parts of a message the channel has taken. @returns the head as it is then */
async function recordPart(
  context: ChatContext,
  read: ThreadHead,
  { seq, timestamp }: StoredMessage,
  shownAs: readonly string[],
): Promise<ThreadHead> {
  const changed = await changeThread(
    context,
    read.threadId,
    (head) =>
      head === null || (head.deliveredTimestamp ?? 0) >= timestamp
        ? { outcome: 'unchanged' }
        : { ...head, underWay: { seq, shownAs } },
    read,
  );
  return 'outcome' in changed ? { ...read, underWay: { seq, shownAs } } : changed.head;
}

/**
 * Records that the channel has taken everything up to a message.
 *
 * @returns the new head; `undefined` if the channel has taken more, or the thread is gone
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
      const { undeliveredSince, underWay: _, ...rest } = head;
      const isAll = timestamp >= head.lastTimestamp || undeliveredSince === undefined;
      return { ...rest, deliveredTimestamp: timestamp, ...(isAll ? {} : { undeliveredSince }) };
    },
    read,
  );
  return 'outcome' in changed ? undefined : changed.head;
}
