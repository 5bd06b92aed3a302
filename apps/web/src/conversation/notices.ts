import type { ChatMessage, OwnerChange } from '@switchboard/chat-client';

/** Something that has happened to a conversation, to be said in it. */
export type Notice =
  | { readonly kind: 'joined'; readonly operatorId: string }
  | { readonly kind: 'handedOver' | 'botIsBack' | 'ended' };

export interface PlacedNotice {
  readonly notice: Notice;
  /** The `seq` of the message behind which it stands; 0 for the beginning. */
  readonly afterSeq: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** Who has the conversation, as far as it has been followed. */
interface Situation {
  readonly operatorId: string | undefined;
  readonly queued: boolean;
  readonly ended: boolean;
}

const beginning: Situation = { operatorId: undefined, queued: false, ended: false };

/**
 * What has happened to a conversation. A change that the client has seen is told where it happened. What happened before the
 * page was opened shows in who wrote: an operator's first message after the bot means that they joined.
 */
export function noticesOf(
  messages: readonly Pick<ChatMessage, 'seq' | 'messageType' | 'sender' | 'timestamp'>[],
  changes: readonly OwnerChange[],
): PlacedNotice[] {
  const notices: PlacedNotice[] = [];
  let situation = beginning;
  let next = 0;
  const follow = (to: Situation, afterSeq: number, time: number): void => {
    const notice = noticeOf(situation, to);
    if (notice) notices.push({ notice, afterSeq, time });
    situation = to;
  };
  const followChanges = (beforeSeq: number): void => {
    for (let change = changes[next]; change && change.afterSeq < beforeSeq; change = changes[++next]) {
      follow(situationAfter(change), change.afterSeq, change.at);
    }
  };
  for (const { seq, messageType, sender, timestamp } of messages) {
    followChanges(seq);
    if (messageType === 'operator') follow({ ...beginning, operatorId: sender }, seq - 1, timestamp);
    else if (messageType === 'bot' && situation.operatorId !== undefined)
      follow(beginning, seq - 1, timestamp);
    else if (messageType === 'user' && situation.ended) situation = beginning;
  }
  followChanges(Number.POSITIVE_INFINITY);
  return notices;
}

const situationAfter = ({ owner, operatorId, closed }: OwnerChange): Situation => ({
  operatorId: owner === 'operator' ? (operatorId ?? '') : undefined,
  queued: owner === 'queue',
  ended: closed,
});

function noticeOf(from: Situation, to: Situation): Notice | undefined {
  if (to.ended) return from.ended ? undefined : { kind: 'ended' };
  if (to.operatorId !== undefined) {
    return to.operatorId === from.operatorId ? undefined : { kind: 'joined', operatorId: to.operatorId };
  }
  if (to.queued) return from.queued ? undefined : { kind: 'handedOver' };
  return from.operatorId !== undefined || from.queued ? { kind: 'botIsBack' } : undefined;
}
