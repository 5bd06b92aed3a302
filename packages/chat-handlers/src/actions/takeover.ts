import {
  type ChatContext,
  claimThread,
  type Deliverer,
  type OwnershipResult,
  type Publisher,
  releaseThread,
  type ThreadHead,
  userIdsOf,
} from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';
import { type Answer, type Refusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import type { Identity } from '../identity.ts';
import type { Log } from '../log.ts';
import { publishAwaiting } from '../sweeping/publish-awaiting.ts';
import { noThread } from './access.ts';
import { deliverToOthers } from './deliver-to-others.ts';

export interface TakeoverDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly deliverer: Deliverer;
  readonly log: Log;
}

const operatorsOnly: Refusal = refuse(
  'action.forbidden',
  'Only operators take threads over: connect with a token of the role operator',
);

const isOperator = ({ role }: Identity): boolean => role === 'operator';

/** `thread.claim`: takes the thread over from the bot, or renews the operator's lease. */
export async function claim(
  dependencies: TakeoverDependencies,
  { frame: { threadId }, identity, connectionId }: ActionRequest<'thread.claim'>,
): Promise<Answer> {
  if (!isOperator(identity)) return operatorsOnly;
  const result = await claimThread(dependencies.context, { threadId, userId: identity.userId });
  if (result.outcome !== 'changed') return refusalOf(result);
  return announce(dependencies, result.head, { userId: identity.userId, connectionId });
}

/** `thread.release`: gives the thread back to the bot, which is told of what still waits for an answer. */
export async function release(
  dependencies: TakeoverDependencies,
  { frame: { threadId }, identity, connectionId }: ActionRequest<'thread.release'>,
): Promise<Answer> {
  if (!isOperator(identity)) return operatorsOnly;
  const result = await releaseThread(dependencies.context, { threadId, userId: identity.userId });
  if (result.outcome !== 'changed') return refusalOf(result);
  const answer = await announce(dependencies, result.head, { userId: identity.userId, connectionId });
  await tellBot(dependencies, result.head);
  return answer;
}

/** The release has happened, whatever becomes of this: the sweeper makes up for a bot that could not be told. */
async function tellBot(dependencies: TakeoverDependencies, head: ThreadHead): Promise<void> {
  try {
    await publishAwaiting(dependencies, head);
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: 'unknown' };
    dependencies.log('thread.unpublished', { threadId: head.threadId, error: name });
  }
}

/** Tells the participants and the operator's other devices who answers in the thread now. */
async function announce(
  { deliverer, log }: TakeoverDependencies,
  head: ThreadHead,
  operator: { readonly userId: string; readonly connectionId: string },
): Promise<ServerFrame<'takeover'>> {
  const { threadId, owner, ownerEpoch } = head;
  const frame: ServerFrame<'takeover'> = {
    event: 'takeover',
    threadId,
    owner: owner.type,
    ...(owner.type === 'operator' ? { userId: owner.userId } : {}),
    ownerEpoch,
  };
  log('thread.owner', { threadId, owner: owner.type, ownerEpoch });
  // Once the thread is released the operator takes no part in it any more.
  const userIds = [...new Set([...userIdsOf(head), operator.userId])];
  await deliverToOthers(deliverer, log, { userIds, frame, exceptConnectionId: operator.connectionId });
  return frame;
}

function refusalOf(result: Exclude<OwnershipResult, { outcome: 'changed' }>): Refusal {
  switch (result.outcome) {
    case 'noThread':
      return noThread;
    case 'owned':
      return refuse(
        'thread.owned',
        'Another operator has the thread: it is free when that operator releases it',
      );
    case 'notOwned':
      return refuse('thread.notOwned', 'Only the operator who has claimed the thread can release it');
  }
}
