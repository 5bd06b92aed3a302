import { frameOf } from '../history/actions-of.ts';
import { headOf, waitingKindOf } from '../history/head-view.ts';
import type { HeadChange } from '../history/journal.ts';
import type { Check } from './history.ts';

/**
 * I22: a customer who was promised a person gets one. Until an operator has written, the thread is the bot's only if an operator gives it to the
 * bot or ends the conversation. This knows nothing of leases, nor of what the head says of them.
 */
export const checkPromised: Check = ({ journal }) => {
  const promised = new Set<string>();
  return journal.heads.flatMap((change) => {
    const { threadId, after, message, step } = change;
    if (isNewLife(change) || message?.messageType === 'operator') promised.delete(threadId);
    if (after === null) return [];
    if (isPromise(change)) promised.add(threadId);
    if (headOf(after).owner.type !== 'bot' || !promised.delete(threadId) || isGivenAway(change)) return [];
    return [
      `I22: ${threadId} is given to the bot at step ${step}, though its customer was promised a person.`,
    ];
  });
};

const isNewLife = ({ before, after }: HeadChange): boolean =>
  before === null || after === null || headOf(before).createdAt !== headOf(after).createdAt;

/** The thread comes into the queue, or an operator takes one whose bot has failed: the customer has been told that a person will look at it. */
function isPromise({ before, after, message }: HeadChange): boolean {
  const type = after === null ? undefined : headOf(after).owner.type;
  if (type === 'queue') return true;
  const wasFailed = before !== null && waitingKindOf(headOf(before)) === 'failed';
  return wasFailed && type === 'operator' && message === undefined;
}

const isGivenAway = (change: HeadChange): boolean =>
  change.message === undefined && ['thread.release', 'thread.close'].includes(frameOf(change).action ?? '');
