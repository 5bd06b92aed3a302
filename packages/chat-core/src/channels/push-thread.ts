import type { ChatContext } from '../context/chat-context.ts';
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
 * Delivers what a thread owes its channel, in the order of `seq`, and records how far it came after each message: whatever
 * crashes, the next call goes on there, and only the message that was under way can come twice. The caller holds the
 * thread's delivery lease.
 *
 * @param send gives one message to the channel; what it throws ends the call, and the message is sent again
 */
export async function pushThread(
  context: ChatContext,
  threadId: string,
  send: (message: StoredMessage, head: ThreadHead) => Promise<PushOutcome>,
): Promise<PushResult> {
  for (let sent = 0; ; ) {
    const head = await readThread(context, threadId);
    if (head === null || head.undeliveredSince === undefined)
      return { outcome: sent > 0 ? 'taken' : 'nothing' };
    const owed = await readOwed(context, head);
    for (const message of owed) {
      const pushed = await send(message, head);
      if (pushed.outcome === 'later') return pushed;
      await recordDelivered(context, head, message.seq);
      sent += 1;
    }
    // What was written meanwhile is not marked as delivered: the next round finds it.
    if (owed.length === 0) await recordDelivered(context, head, head.seq);
  }
}

const pageSize = 20;

/** The oldest messages that the channel has not taken; what a customer wrote came over the channel itself. */
async function readOwed(context: ChatContext, head: ThreadHead): Promise<readonly StoredMessage[]> {
  const { threadId, seq, deliveredSeq = 0 } = head;
  const missing = seq - deliveredSeq;
  if (missing <= 0) return [];
  const page = await queryMessages(context, { threadId, direction: 'backward', limit: missing });
  const messages = page.outcome === 'page' ? page.messages : [];
  return messages
    .filter((message) => message.seq > deliveredSeq && message.messageType !== 'user')
    .slice(0, pageSize);
}

/** Records that the channel has taken everything up to a message, unless it has taken more. */
async function recordDelivered(context: ChatContext, read: ThreadHead, seq: number): Promise<void> {
  await changeThread(context, read.threadId, (head) => {
    const isAnotherLife = head?.createdAt !== read.createdAt;
    if (head === null || isAnotherLife || (head.deliveredSeq ?? 0) > seq) return { outcome: 'unchanged' };
    const { undeliveredSince, ...rest } = head;
    const isAll = seq >= head.seq;
    return {
      ...rest,
      deliveredSeq: seq,
      ...(isAll || undeliveredSince === undefined ? {} : { undeliveredSince }),
    };
  });
}
