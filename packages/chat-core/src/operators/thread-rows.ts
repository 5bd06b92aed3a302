import { inParallel } from '@switchboard/data-core';
import { cutText, isPreviewed, type Message, type ServerFrame, type ThreadRow } from '@switchboard/protocol';
import type { Announcer } from '../channels/announce.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { type Deliverer, deliver } from '../delivery/delivery.ts';
import { queryMessages } from '../messages/query-messages.ts';
import { publishAlert } from '../publishing/publish-alert.ts';
import { currentHead } from '../threads/change-owner.ts';
import { customersOf, unreadBy } from '../threads/ownership.ts';
import type { Owner, ThreadHead, Waiting } from '../threads/thread-head.ts';
import { askedOfOperators, asksAnew, isQuestionOver, waitingAt } from '../threads/waiting.ts';
import { type Duty, operatorsOnDuty } from './duty.ts';
import type { Person } from './profiles.ts';
import { readDetails } from './thread-details.ts';

const queriesAtOnce = 10;

/** Characters of a message, and of a summary, that a row shows: a page of rows fits into a frame, whatever they hold. */
const previewLength = 160;

/** The beginning of a text, in one line. */
const previewOf = (text: string): string =>
  cutText(text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim(), previewLength);

/**
 * Describes threads for a list. One Query for each thread, for its newest messages, and one BatchGet for each 100 items
 * of what else is known of them.
 *
 * @param userId whose unread messages are counted; a customer of the thread sees the newest message, whoever wrote it
 */
export async function describeThreads(
  context: ChatContext,
  heads: readonly ThreadHead[],
  userId: string | undefined,
): Promise<readonly ThreadRow[]> {
  const [{ summaries, tags, people }, messages] = await Promise.all([
    readDetails(context, heads),
    inParallel(heads, queriesAtOnce, (head) => newestMessages(context, head)),
  ]);
  return heads.map((head, index) => {
    const { threadId, channel, lastTimestamp, question } = head;
    const current = currentHead(head, context.now());
    const { owner } = current;
    const waiting = waitingAt(current, context.now());
    const summary = summaries.get(threadId);
    const tagged = tags.get(threadId);
    const customers = customersOf(head);
    const customerId = customers[0] ?? '';
    const isOwn = userId !== undefined && customers.includes(userId);
    const waits = waitingName(waiting);
    const asked = isQuestionOver(head, context.now()) ? undefined : askedOfOperators(current);
    const lastMessage = previewedOf(messages[index] ?? [], isOwn ? 'none' : waits);
    return {
      threadId,
      waiting: waits,
      since: (waits === 'failed' ? undefined : asked?.since) ?? waiting?.since ?? lastTimestamp,
      owner: shownOwner(owner, people),
      customer: { userId: customerId, ...people.get(customerId) },
      ...(lastMessage && { lastMessage }),
      unread: unreadBy(head, userId),
      ...(asked &&
        question && {
          question: { id: question.id, text: previewOf(asked.text), expiresAt: question.until },
        }),
      ...(summary === undefined ? {} : { summary: previewOf(summary) }),
      channel,
      ...(tagged?.length && { tags: [...tagged] }),
    };
  });
}

/** Who owes an answer, as clients are told: which operator does not matter to them. */
export const waitingName = (waiting: Waiting | undefined): ThreadRow['waiting'] => {
  if (waiting === undefined) return 'none';
  return waiting.kind === 'queue' || waiting.kind === 'operator' ? 'human' : waiting.kind;
};

/** @param people how operators are shown. @default by their ids alone */
export const shownOwner = (
  owner: Owner,
  people: ReadonlyMap<string, Person> = new Map(),
): ThreadRow['owner'] =>
  owner.type === 'operator'
    ? { type: 'operator', userId: owner.userId, ...people.get(owner.userId) }
    : { type: owner.type };

/** The most messages that are read to find the one that a row shows. */
const lookedAt = 5;

/** Oldest first. */
async function newestMessages(context: ChatContext, { threadId }: ThreadHead): Promise<readonly Message[]> {
  const page = await queryMessages(context, { threadId, limit: lookedAt });
  return page.outcome === 'page' ? page.messages : [];
}

/** The newest message that a row shows and that still says something; where none of them is one, the newest that somebody wrote. */
function previewedOf(
  messages: readonly Message[],
  waiting: ThreadRow['waiting'],
): ThreadRow['lastMessage'] | undefined {
  const said = messages.filter(({ text }) => text !== '');
  const isSaid = ({ messageType }: Message): boolean => messageType !== 'system';
  const message =
    said.findLast(({ messageType }) => isPreviewed(messageType, waiting)) ??
    said.findLast(isSaid) ??
    messages.findLast(isSaid) ??
    messages.at(-1);
  return (
    message && {
      text: previewOf(message.text),
      messageType: message.messageType,
      timestamp: message.timestamp,
    }
  );
}

/** Why a thread is in the operators' queue: it waits for a person, or its bot asks operators something. */
function placeOf(head: ThreadHead | null): 'queued' | 'asked' | undefined {
  if (head?.waiting?.kind === 'queue' || head?.waiting?.kind === 'failed') return 'queued';
  return head !== null && askedOfOperators(head) ? 'asked' : undefined;
}

/**
 * Tells the operators who take threads that one came into their queue, left it, or changed in it: it waits for people, or its bot asks them
 * something. Costs nothing for other threads; otherwise one Query, one BatchGet for each 100 operators, the posts, and one alert if the thread
 * has begun to wait for people. The alert of a question is not published here, but by the function that commits the question.
 *
 * @param before the thread as it was; `null` where that is not known
 */
export async function announceQueue(
  context: ChatContext,
  { deliverer, alerts }: Pick<Announcer, 'deliverer' | 'alerts'>,
  before: ThreadHead | null,
  head: ThreadHead,
): Promise<void> {
  const [was, is] = [placeOf(before), placeOf(head)];
  if (was === undefined && is === undefined) return;
  const isNew = is === 'queued' ? was !== is : asksAnew(before, head);
  const isEnded = is === undefined || (is === 'asked' && isQuestionOver(head, context.now()));
  const change = isEnded ? 'removed' : isNew || was !== is ? 'added' : 'updated';
  await Promise.all([
    isNew && is === 'queued' ? alertOfQueued(context, alerts, head) : undefined,
    // Operators were alerted before of a question that comes back, for example when its thread is released.
    tellOperators(
      context,
      deliverer,
      { change, ...(change === 'added' && !isNew && { silent: true }) },
      head,
    ),
  ]);
}

/** Has people alerted that a thread waits for a person. One request; none where nobody is alerted. */
export async function alertOfQueued(
  context: ChatContext,
  alerts: Announcer['alerts'],
  { threadId, ownerEpoch }: Pick<ThreadHead, 'threadId' | 'ownerEpoch'>,
): Promise<void> {
  if (alerts) await publishAlert(context, alerts, { type: 'queued', threadId, ownerEpoch });
}

async function tellOperators(
  context: ChatContext,
  deliverer: Deliverer,
  news: Pick<ServerFrame<'queue.changed'>, 'change' | 'silent'>,
  head: ThreadHead,
): Promise<void> {
  const operators = await operatorsOnDuty(context);
  if (operators.length === 0) return;
  const [row] = await describeThreads(context, [head], undefined);
  if (!row) return;
  const frame: ServerFrame<'queue.changed'> = { event: 'queue.changed', ...news, ...row };
  const idsOf = (status: Duty['status']): readonly string[] =>
    operators.filter((operator) => operator.status === status).map(({ userId }) => userId);
  await Promise.all([
    deliver(context, deliverer, { userIds: idsOf('available'), frame }),
    // Everybody's list stays right; those who have enough to do are not alerted.
    deliver(context, deliverer, { userIds: idsOf('full'), frame: { ...frame, silent: true } }),
  ]);
}
