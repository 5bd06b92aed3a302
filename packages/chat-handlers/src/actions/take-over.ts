import {
  type Announcer,
  announceQueue,
  type ChatContext,
  cancelReply,
  changeOwner,
  type Deliverer,
  deliver,
  isKnownOperator,
  isParticipant,
  type Log,
  noteLoad,
  type OwnerChange,
  type OwnerRefusal,
  type PersonNow,
  type Publisher,
  readPeopleNow,
  readThread,
  type ThreadHead,
  type ThreadIdPolicy,
  userIdsOf,
} from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';
import { type Answer, isRefusal, type Refusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { publishAwaiting } from '../sweeping/publish-awaiting.ts';
import { accessThread, noThread, operatorsOnly } from './access.ts';
import { refuseForOwner } from './refuse-for-owner.ts';
import { bestEffort, tellOthers } from './tell.ts';

export interface TakeOverDependencies {
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

type ThreadAction = ActionRequest<
  'thread.claim' | 'thread.release' | 'thread.requeue' | 'thread.transfer' | 'thread.close'
>;

/** `thread.claim`, `.release`, `.requeue`, `.transfer`, `.close`: who answers in the thread from now on. */
export async function takeOver(dependencies: TakeOverDependencies, request: ThreadAction): Promise<Answer> {
  const { context, frame, identity } = request;
  if (identity.role !== 'operator') return operatorsOnly;
  const access = await accessThread(dependencies.threadIds, request);
  if (isRefusal(access)) return access;
  const { threadId } = frame;
  const change = changeOf(frame);
  // The named operator becomes a participant, who may read the thread.
  if (change.type === 'transfer' && !(await isKnownOperator(context, change.to)))
    return notAnOperator(change.to);
  const result = await changeOwner(context, { threadId, userId: identity.userId, change });
  if (result.outcome !== 'changed') {
    const head = result.outcome === 'notOwned' ? await readThread(context, threadId) : null;
    if (head === null || !isAsWished(head, change)) return refusalOf(dependencies, context, result, change);
    // The first try may have failed or died before anybody was alerted. People are told once, whatever comes twice.
    if (change.type === 'requeue') await announceQueue(context, dependencies.announcer, null, head);
    return describeTakeover(context, head);
  }
  const { head, before } = result;
  dependencies.log('thread.owner', { threadId, owner: head.owner.type, ownerEpoch: head.ownerEpoch });
  const [announced] = await Promise.all([
    announceOwner(dependencies, request, before, head),
    // The change has happened, whatever becomes of this: the sweeper makes up for a bot that could not be told.
    bestEffort(dependencies.log, 'bot', () => publishAwaiting({ ...dependencies, context }, head)),
    noteLoads(context, dependencies, before, head, identity.userId),
  ]);
  return announced ?? takeoverFrame(head);
}

function changeOf(frame: ThreadAction['frame']): OwnerChange {
  switch (frame.action) {
    case 'thread.claim':
      return { type: 'claim' };
    case 'thread.release':
      return { type: 'release' };
    case 'thread.requeue':
      return { type: 'requeue' };
    case 'thread.transfer':
      return { type: 'transfer', to: frame.to };
    case 'thread.close':
      return { type: 'close' };
  }
}

/** Whether a thread is as a change would leave it: the answer to the first try was lost, and this is the second. */
function isAsWished({ owner }: ThreadHead, change: OwnerChange): boolean {
  if (change.type === 'release') return owner.type === 'bot';
  if (change.type === 'requeue') return owner.type === 'queue';
  return change.type === 'transfer' && owner.type === 'operator' && owner.userId === change.to;
}

/**
 * After a change of a thread's owner: says of the operators whose number of threads has changed whether they can take
 * more, and tells them where that is new. Best effort.
 *
 * @param actor the operator who made the change, if one did
 */
export async function noteLoads(
  context: ChatContext,
  { announcer, log }: Pick<TakeOverDependencies, 'announcer' | 'log'>,
  before: ThreadHead,
  head: ThreadHead,
  actor?: string,
): Promise<void> {
  const owners = [before, head].flatMap(({ owner }) => (owner.type === 'operator' ? [owner.userId] : []));
  const userIds = new Set([...owners, ...(actor === undefined ? [] : [actor])]);
  const note = (userId: string) =>
    bestEffort(log, 'duty', async () => {
      const duty = await noteLoad(context, userId, head);
      if (duty === undefined) return;
      const { userId: _, ...said } = duty;
      const frame: ServerFrame<'duty'> = { event: 'duty', ...said };
      await deliver(context, announcer.deliverer, { userIds: [userId], frame });
    });
  await Promise.all([...userIds].map(note));
}

/** Who answers in a thread, as its participants are told. @param person how an operator who owns it is shown */
export function takeoverFrame(
  { threadId, owner, ownerEpoch, closedAt }: ThreadHead,
  person?: PersonNow,
): ServerFrame<'takeover'> {
  return {
    event: 'takeover',
    threadId,
    owner: owner.type,
    ...(owner.type === 'operator' ? { userId: owner.userId, ...person } : {}),
    ownerEpoch,
    ...(closedAt === undefined ? {} : { closed: true }),
  };
}

/**
 * Tells everyone in the thread, the operator who acted, and the operators whose queue has changed. Best effort, except for the
 * alert of a thread that came into the queue: without it the thread would wait unseen, so its error is thrown and the operator tries again.
 */
async function announceOwner(
  { announcer, log }: TakeOverDependencies,
  { context, identity, connectionId }: ThreadAction,
  before: ThreadHead,
  head: ThreadHead,
): Promise<ServerFrame<'takeover'> | undefined> {
  const told = { also: [identity.userId], exceptConnectionId: connectionId };
  const queue = () => announceQueue(context, announcer, before, head);
  const [frame, queued] = await Promise.allSettled([
    bestEffort(log, 'takeover', () => announceTakeover(context, announcer.deliverer, before, head, told)),
    head.owner.type === 'queue' ? queue() : bestEffort(log, 'queue.changed', queue),
  ]);
  if (queued.status === 'rejected') throw queued.reason;
  return frame.status === 'fulfilled' ? frame.value : undefined;
}

/**
 * Tells those who take part in a thread, and those who did before, who answers in it from now on.
 *
 * @returns the frame, which says how an operator is shown
 */
export async function announceTakeover(
  context: ChatContext,
  deliverer: Deliverer,
  before: ThreadHead | null,
  head: ThreadHead,
  { also = [], ...options }: { readonly also?: readonly string[]; readonly exceptConnectionId?: string } = {},
): Promise<ServerFrame<'takeover'>> {
  const frame = await describeTakeover(context, head);
  const userIds = [...userIdsOf(head), ...(before === null ? [] : userIdsOf(before)), ...also];
  await deliver(context, deliverer, { userIds: [...new Set(userIds)], frame, ...options });
  return frame;
}

/** Who answers in a thread, with how an operator is shown. One request where an operator does. */
async function describeTakeover(context: ChatContext, head: ThreadHead): Promise<ServerFrame<'takeover'>> {
  const { owner } = head;
  if (owner.type !== 'operator') return takeoverFrame(head);
  const people = await readPeopleNow(context, [owner.userId]);
  return takeoverFrame(head, people.get(owner.userId));
}

const notAnOperator = (userId: string): Refusal =>
  refuse('operator.notFound', `${userId} has not connected as an operator within the last three hours`, {
    field: 'to',
  });

async function refusalOf(
  { log }: TakeOverDependencies,
  context: ChatContext,
  result: OwnerRefusal,
  { type }: OwnerChange,
): Promise<Refusal> {
  if (result.outcome === 'noThread') return noThread;
  if (result.owner.type === 'operator') {
    const code = result.outcome === 'owned' ? 'thread.owned' : 'thread.notOwned';
    return refuseForOwner(context, log, code, result.owner);
  }
  return refuse('thread.notOwned', `Claim the thread before you ${type} it: {"action": "thread.claim"}`);
}

/** `reply.cancel`: stops the reply that the bot is writing, from any device of a participant. */
export async function cancel(
  { announcer, threadIds, log }: TakeOverDependencies,
  request: ActionRequest<'reply.cancel'>,
): Promise<Answer> {
  const { context, connectionId, frame, identity } = request;
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { threadId } = frame;
  if (access.head !== null && !isParticipant(access.head, identity.userId))
    return refuse('thread.notOwned', 'Claim the thread before you cancel a reply in it');
  const result = await cancelReply(context, threadId, access.head, frame.answersThrough);
  if (result.outcome === 'noReply')
    return refuse('reply.notFound', 'No reply is being written in this thread');
  log('reply.cancelled', { threadId });
  const answer: ServerFrame<'reply.cancelled'> = { event: 'reply.cancelled', threadId };
  await tellOthers(context, { announcer, log }, answer, {
    head: result.head,
    exceptConnectionId: connectionId,
    known: access.view,
  });
  return answer;
}
