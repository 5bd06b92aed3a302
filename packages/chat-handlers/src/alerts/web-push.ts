import {
  type Alert,
  addPushSubscription,
  type ChatContext,
  describeThreads,
  type Invocation,
  type Log,
  operatorsOnDuty,
  readConnection,
  readMessage,
  readPeople,
  readPushSubscriptions,
  removePushSubscription,
  type StoredMessage,
  withinInvocation,
} from '@switchboard/chat-core';
import { inParallel } from '@switchboard/data-core';
import {
  createFrameParser,
  customerName,
  cutText,
  type Notice,
  pushFrameSchemas,
  shownName,
} from '@switchboard/protocol';
import { accessSession, revoked } from '../actions/access.ts';
import type { ConnectionCloser } from '../connection/connection-closer.ts';
import { type Answer, isRefusal, refuse } from '../frames/answer.ts';
import { type ActionRequest, createFrameHandler } from '../frames/frame-handler.ts';
import { alertsOf, isTopicEvent } from './alert-events.ts';
import { askedThread, queuedThread } from './alerts.ts';
import { isPushService, push, type VapidKeys } from './push-service.ts';

export interface WebPushDependencies {
  readonly context: ChatContext;
  /** The keys, read when they are first needed. */
  readonly keys: () => Promise<VapidKeys>;
  readonly closer: ConnectionCloser;
  /** Whether browsers may be subscribed at an address. @default the push services of browsers */
  readonly isAllowed?: (address: string) => boolean;
  /** Makes an HTTP request. @default fetch */
  readonly request?: typeof fetch;
  readonly log: Log;
}

type PushAction = ActionRequest<'push.key' | 'push.subscribe' | 'push.unsubscribe'>;

const parse = createFrameParser(pushFrameSchemas);

/** The function behind the routes `push.*`, which also pushes what the topic `alerts` tells. */
export function createWebPush(dependencies: WebPushDependencies) {
  const { context, closer, log } = dependencies;
  const serve = (request: PushAction): Promise<Answer> => subscribe(dependencies, request);
  const actions = { 'push.key': serve, 'push.subscribe': serve, 'push.unsubscribe': serve };
  const handleFrame = createFrameHandler({ actions, parse, context, closer, log });
  return async (event: unknown, invocation: Invocation) => {
    if (!isTopicEvent(event)) return handleFrame(event, invocation);
    const timed = { ...dependencies, context: withinInvocation(context, invocation) };
    for (const alert of alertsOf(event)) await pushAlert(timed, alert);
    return undefined;
  };
}

/** `push.key`, `push.subscribe`, `push.unsubscribe`: which browsers of a user are alerted. */
async function subscribe(
  { keys, isAllowed = isPushService }: WebPushDependencies,
  request: PushAction,
): Promise<Answer> {
  const { context, frame, identity } = request;
  const session = await accessSession(context, request, readConnection);
  if (isRefusal(session)) return session;
  if (frame.action === 'push.subscribe') {
    const message = 'endpoint must be an address of a push service of a browser';
    if (!isAllowed(frame.endpoint)) return refuse('frame.invalidField', message, { field: 'endpoint' });
    const device = session.devices.find(({ connectionId }) => connectionId === request.connectionId);
    if (device === undefined || !(await addPushSubscription(context, identity.userId, device, frame)))
      return revoked;
  } else if (frame.action === 'push.unsubscribe') {
    await removePushSubscription(context, identity.userId, frame.endpoint);
  }
  return { event: 'push', publicKey: (await keys()).publicKey };
}

/** What a page's service worker gets, as JSON. */
interface Pushed {
  readonly type: Alert['type'];
  readonly threadId: string;
  /** Who waits, whose bot asks, or who has written. */
  readonly name: string;
  readonly text: string;
  /** What the text says, where the platform itself speaks, for a reader of another language. */
  readonly notice?: Notice;
}

async function pushAlert(dependencies: WebPushDependencies, alert: Alert): Promise<void> {
  const { context } = dependencies;
  const found = await addressed(context, alert);
  if (found !== undefined) await pushToAll(dependencies, found);
}

function addressed(context: ChatContext, alert: Alert): Promise<Addressed | undefined> {
  switch (alert.type) {
    case 'queued':
      return queued(context, alert);
    case 'asked':
      return asked(context, alert);
    case 'unseen':
      return unseen(context, alert);
  }
}

interface Addressed {
  readonly userIds: readonly string[];
  readonly pushed: Pushed;
}

/** A thread that waits concerns the operators who take threads. */
async function queued(
  context: ChatContext,
  alert: Extract<Alert, { type: 'queued' }>,
): Promise<Addressed | undefined> {
  const head = await queuedThread(context, alert);
  if (head === undefined) return undefined;
  const [userIds, [row]] = await Promise.all([
    availableOperators(context),
    describeThreads(context, [head], undefined),
  ]);
  const { threadId } = head;
  const name = row === undefined ? '' : customerName(row.customer);
  const text = row?.summary ?? row?.lastMessage?.text ?? '';
  return {
    userIds,
    pushed: { type: 'queued', threadId, name, text },
  };
}

/** A bot's question goes to the same operators, unless it has ended. */
async function asked(
  context: ChatContext,
  alert: Extract<Alert, { type: 'asked' }>,
): Promise<Addressed | undefined> {
  const [userIds, row] = await Promise.all([availableOperators(context), askedThread(context, alert)]);
  if (row?.question === undefined) return undefined;
  const { threadId, customer, question } = row;
  const { text } = question;
  return { userIds, pushed: { type: 'asked', threadId, name: customerName(customer), text } };
}

const availableOperators = async (context: ChatContext): Promise<readonly string[]> =>
  (await operatorsOnDuty(context)).filter(({ status }) => status === 'available').map(({ userId }) => userId);

const longestText = 200;

async function unseen(
  context: ChatContext,
  { threadId, timestamp, userIds }: Extract<Alert, { type: 'unseen' }>,
): Promise<Addressed | undefined> {
  const message = await readMessage(context, { threadId, timestamp });
  if (message === null || message.status === 'deleted') return undefined;
  const { notice } = message;
  const text = cutText(message.text, longestText);
  const pushed: Pushed = { type: 'unseen', threadId, name: await writerOf(context, message), text };
  return { userIds, pushed: notice === undefined ? pushed : { ...pushed, notice } };
}

/** The displayed name of an operator who wrote. Bots and the platform have the site's name, even if a user has the same id. */
async function writerOf(
  context: ChatContext,
  { messageType, sender: userId }: StoredMessage,
): Promise<string> {
  if (messageType !== 'operator') return '';
  const people = await readPeople(context, [userId]);
  return shownName({ userId, name: people.get(userId)?.name }) ?? '';
}

const usersAtOnce = 10;
const browsersAtOnce = 50;

/** No browser waits for another one of the same user: some push services take their time, and the function has little. */
async function pushToAll(
  { context, keys, isAllowed = isPushService, request, log }: WebPushDependencies,
  { userIds, pushed }: Addressed,
): Promise<void> {
  const counts = { pushed: 0, gone: 0, failed: 0 };
  const subscribed = await inParallel(userIds, usersAtOnce, async (userId) =>
    (await readPushSubscriptions(context, userId)).map((subscription) => ({ userId, subscription })),
  );
  await inParallel(subscribed.flat(), browsersAtOnce, async ({ userId, subscription }) => {
    const { endpoint } = subscription;
    const outcome = isAllowed(endpoint)
      ? await push(await keys(), subscription, JSON.stringify(pushed), request)
      : 'gone';
    counts[outcome] += 1;
    if (outcome === 'gone') await removePushSubscription(context, userId, endpoint);
  });
  log('alert.pushed', { type: pushed.type, threadId: pushed.threadId, ...counts });
}
