import type { ServerFrame } from '@switchboard/protocol';
import type { ChatMessage, ChatSnapshot, OwnerChange } from '../snapshot.ts';

/** What the server says about the owner of a thread, in a `takeover` frame or in a page of history. */
export type OwnerReport = Omit<ServerFrame<'takeover'>, 'event' | 'threadId'>;

type Ownership = Pick<ChatSnapshot, 'owner' | 'operatorId' | 'ownerEpoch' | 'closed' | 'ownerChanges'>;

/** More are of no interest to a reader, who sees the messages around them. */
const rememberedChanges = 50;

/**
 * The ownership of a thread after a report. A report with a lower epoch than the known one is late and changes nothing. What
 * comes before the first page of history says how things stand; later, a difference is a change, to be shown in the conversation.
 */
export function withOwner(snapshot: ChatSnapshot, report: OwnerReport, now: number): Partial<Ownership> {
  const { owner, ownerEpoch, userId: operatorId, closed = false } = report;
  if (ownerEpoch < snapshot.ownerEpoch) return {};
  const current = { owner, operatorId, ownerEpoch, closed };
  const changed =
    owner !== (snapshot.owner ?? 'bot') || operatorId !== snapshot.operatorId || closed !== snapshot.closed;
  if (!changed || !snapshot.history.loaded) return current;
  const change: OwnerChange = { ...current, at: now, afterSeq: snapshot.messages.at(-1)?.seq ?? 0 };
  return { ...current, ownerChanges: [...snapshot.ownerChanges, change].slice(-rememberedChanges) };
}

/** What a new message says about a thread before the server does: the next `takeover` or `waiting` frame confirms it. */
export function withMessage(
  { waiting, closed }: Pick<ChatSnapshot, 'waiting' | 'closed'>,
  { messageType }: Pick<ChatMessage, 'messageType'>,
): Partial<ChatSnapshot> {
  switch (messageType) {
    case 'user':
      return closed ? { closed: false } : {};
    case 'bot':
      return waiting === 'bot' ? { waiting: 'none' } : {};
    case 'operator':
      return { waiting: 'none' };
    default:
      return {};
  }
}
