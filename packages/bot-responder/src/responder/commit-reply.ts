import {
  type AppendResult,
  appendMessage,
  deliver,
  messageFrame,
  type ThreadHead,
  userIdsOf,
} from '@switchboard/chat-core';
import type { LockedState } from '@switchboard/data-core';
import type { Reply } from '../bot/reply-draft.ts';
import type { ResponderDependencies } from './dependencies.ts';
import type { Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';

export interface Commit {
  readonly reply: Reply;
  readonly replyId: string;
  readonly lock: LockedState;
  /** As it was when the bot was asked: another owner since then refuses the commit. */
  readonly head: ThreadHead;
  readonly progress: Progress;
}

type Stored = Extract<AppendResult, { outcome: 'stored' }>;

/**
 * Commits a reply: the message, the thread's head and the bot's state in one transaction, which also releases the lock.
 * The devices see it after that.
 */
export async function commitReply(dependencies: ResponderDependencies, commit: Commit): Promise<Outcome> {
  const { chat, states, botName } = dependencies;
  const { reply, replyId, lock, head, progress } = commit;
  const result = await appendMessage(chat, {
    threadId: head.threadId,
    author: { type: 'bot', name: botName },
    text: reply.text,
    metadata: reply.quickReplies.length > 0 ? { quickReplies: reply.quickReplies } : {},
    replyId,
    answersThrough: progress.lastSeq,
    ownerEpoch: head.ownerEpoch,
    handOver: reply.handOver,
    extraWrites: states.saveStateWrites({ ...lock, state: { ...progress } }),
    head,
  });
  if (result.outcome === 'stored') await deliverReply(dependencies, result);
  return outcomeOf(result);
}

function outcomeOf({ outcome }: AppendResult): Outcome {
  switch (outcome) {
    case 'stored':
    case 'duplicate':
      return 'replied';
    case 'owned':
      return 'takenOver';
    case 'overridden':
      return 'overridden';
    case 'extraWriteRefused':
      return 'lockLost';
    case 'noThread':
    case 'notParticipant':
      return 'nothingToAnswer';
  }
}

/** Posts a stored reply, and that the thread is in the queue now if the bot handed over. */
async function deliverReply({ deliverer }: ResponderDependencies, { message, head }: Stored): Promise<void> {
  const userIds = userIdsOf(head);
  await deliver(deliverer, { userIds, frame: messageFrame(message) });
  if (head.owner.type !== 'queue') return;
  const { threadId, ownerEpoch } = head;
  await deliver(deliverer, { userIds, frame: { event: 'takeover', threadId, owner: 'queue', ownerEpoch } });
}
