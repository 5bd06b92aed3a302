import {
  type Announcer,
  changeProfile,
  currentHead,
  customersOf,
  deliver,
  describeThreads,
  type Log,
  listThreadIds,
  listThreads,
  type PersonNow,
  type Profile,
  parseProfile,
  profileKey,
  readConnection,
  readDetails,
  readItems,
  readOperators,
  readPeople,
  readThreads,
  readViewers,
  setTags,
  setViewer,
  type ThreadHead,
  type ThreadIdPolicy,
  userIdsOf,
} from '@switchboard/chat-core';
import { inParallel } from '@switchboard/data-core';
import type { ServerFrame } from '@switchboard/protocol';
import { type Answer, isRefusal, type Refusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { type Access, accessSession, accessThread, noThread, operatorsOnly, revoked } from './access.ts';
import { operatorOnly } from './desk-lists.ts';
import { takeoverFrame } from './take-over.ts';
import { bestEffort } from './tell.ts';

export interface DeskToolDependencies {
  readonly announcer: Pick<Announcer, 'deliverer'>;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

/** `profile.set`: what users say of themselves, before their first message if they like. */
export async function setOwnProfile(
  dependencies: Pick<DeskToolDependencies, 'announcer' | 'log'>,
  request: ActionRequest<'profile.set'>,
): Promise<Answer> {
  const { context, identity, frame } = request;
  const lookedAt = context.now();
  const session = await accessSession(context, request, readConnection);
  if (isRefusal(session)) return session;
  const { action: _, ...change } = frame;
  const result = await changeProfile(context, identity.userId, change, 'user', lookedAt);
  if (result.outcome === 'erased') return revoked;
  if (result.outcome === 'tooMany') {
    const message = 'attributes must be at most 50 together with those that were kept: remove some with null';
    return refuse('frame.invalidField', message, { field: 'attributes' });
  }
  if (identity.role === 'operator' && (change.name ?? change.picture) !== undefined)
    await bestEffort(dependencies.log, 'profile', () => introduceAgain(dependencies, request, result.person));
  const { attributes, isVerified: __, ...person } = result.profile;
  return {
    event: 'profile',
    userId: identity.userId,
    ...person,
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
  };
}

/** A new name is announced in at most so many of an operator's threads. */
const mostTold = 50;

/**
 * Tells everyone in the threads that an operator has how the operator is shown now. One Query, and the deliveries.
 *
 * Two names that are set at once are told at once, in any order: pages go by the higher `asOf`.
 */
async function introduceAgain(
  { announcer }: Pick<DeskToolDependencies, 'announcer'>,
  { context, identity, connectionId }: ActionRequest<'profile.set'>,
  person: PersonNow,
): Promise<void> {
  const { userId } = identity;
  const page = await listThreads(context, { list: { type: 'operator', userId }, limit: mostTold });
  if (page.outcome === 'invalidCursor') return;
  const held = page.heads.filter((head) => currentHead(head, context.now()).owner.type === 'operator');
  await inParallel(held, 10, (head) =>
    deliver(context, announcer.deliverer, {
      userIds: userIdsOf(head),
      frame: takeoverFrame(head, person),
      exceptConnectionId: connectionId,
    }),
  );
}

/** `operators.get`: the operators who have been here lately, and whether they take threads. */
export async function listOperators(request: ActionRequest<'operators.get'>): Promise<Answer> {
  const refused = await operatorOnly(request);
  if (refused !== undefined) return refused;
  const operators = await readOperators(request.context);
  const people = await readPeople(
    request.context,
    operators.map(({ userId }) => userId),
  );
  return {
    event: 'operators',
    operators: operators.map((operator) => ({ ...operator, ...people.get(operator.userId) })),
  };
}

/** A thread that exists, for an operator. */
type DeskAccess = Access & { readonly head: ThreadHead };

async function accessAsOperator(
  threadIds: ThreadIdPolicy,
  request: Pick<ActionRequest, 'context' | 'identity' | 'connectionId'> & {
    readonly frame: { readonly threadId: string };
  },
): Promise<DeskAccess | Refusal> {
  if (request.identity.role !== 'operator') return operatorsOnly;
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { head } = access;
  return head === null ? noThread : { ...access, head };
}

/** How many of a customer's other threads are shown, newest first. */
const shownThreads = 20;
/** How many of a customer's other threads are read. */
const mostThreads = 200;

/** `customer.get`: what is known of a thread's customer. */
export async function getCustomer(
  { threadIds }: Pick<DeskToolDependencies, 'threadIds'>,
  request: ActionRequest<'customer.get'>,
): Promise<Answer> {
  const access = await accessAsOperator(threadIds, request);
  if (isRefusal(access)) return access;
  const { context } = request;
  const { head } = access;
  const { threadId } = head;
  const userId = customersOf(head)[0] ?? '';
  const [profile, details, others] = await Promise.all([
    readProfile(request, userId),
    readDetails(context, [head]),
    otherThreads(request, userId),
  ]);
  return {
    event: 'customer',
    threadId,
    userId,
    ...profile,
    attributes: [...profile.attributes],
    tags: [...(details.tags.get(threadId) ?? [])],
    threads: [...(await describeThreads(context, others, request.identity.userId))],
  };
}

async function readProfile({ context }: Pick<ActionRequest, 'context'>, userId: string): Promise<Profile> {
  const [item] = await readItems(context, context.tables.partitionedKeys, [profileKey(userId)]);
  return parseProfile(item, context.now());
}

async function otherThreads(
  { context, frame }: ActionRequest<'customer.get'>,
  userId: string,
): Promise<readonly ThreadHead[]> {
  const ids = (await listThreadIds(context, userId, mostThreads)).filter((id) => id !== frame.threadId);
  const heads = await readThreads(context, ids);
  return heads.toSorted((a, b) => b.lastTimestamp - a.lastTimestamp).slice(0, shownThreads);
}

/** `thread.view`: what an operator does in a thread, so that no two answer it. Customers do not hear of it. */
export async function viewThread(
  { announcer, threadIds, log }: DeskToolDependencies,
  request: ActionRequest<'thread.view'>,
): Promise<Answer> {
  const access = await accessAsOperator(threadIds, request);
  if (isRefusal(access)) return access;
  const { context, frame, identity, connectionId } = request;
  const { threadId, activity } = frame;
  const isNew = await setViewer(context, threadId, identity.userId, activity);
  const viewers = await readViewers(context, threadId);
  const userIds = viewers.map(({ userId }) => userId);
  const people = await readPeople(context, userIds);
  const answer: ServerFrame<'viewers'> = {
    event: 'viewers',
    threadId,
    viewers: viewers.map((viewer) => ({ ...viewer, ...people.get(viewer.userId) })),
  };
  if (isNew && userIds.length > 0) {
    await bestEffort(log, 'viewers', () =>
      deliver(context, announcer.deliverer, { userIds, frame: answer, exceptConnectionId: connectionId }),
    );
  }
  return answer;
}

/** `tags.set`: a thread's tags, told to the operators who have it or look at it. */
export async function tagThread(
  { announcer, threadIds, log }: DeskToolDependencies,
  request: ActionRequest<'tags.set'>,
): Promise<Answer> {
  const access = await accessAsOperator(threadIds, request);
  if (isRefusal(access)) return access;
  const { context, frame, identity, connectionId } = request;
  const { head } = access;
  const tags = await setTags(context, head, frame.tags);
  if (tags === undefined) return noThread;
  const answer: ServerFrame<'tags'> = { event: 'tags', threadId: head.threadId, tags: [...tags] };
  await bestEffort(log, 'tags', async () => {
    const viewers = await readViewers(context, head.threadId);
    const operators = head.participants.filter(({ role }) => role === 'operator');
    const userIds = [...viewers, ...operators].map(({ userId }) => userId);
    await deliver(context, announcer.deliverer, {
      userIds: [...new Set([...userIds, identity.userId])],
      frame: answer,
      exceptConnectionId: connectionId,
    });
  });
  return answer;
}
