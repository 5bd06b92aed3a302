import {
  currentHead,
  customersOf,
  encodeCursor,
  queryMessages,
  readPeopleNow,
  type StoredMessage,
  shownOwner,
  type ThreadHead,
  type ThreadIdPolicy,
  userIdsOf,
  waitingAt,
  waitingName,
  wireMessage,
} from '@switchboard/chat-core';
import { limits, type ServerFrame } from '@switchboard/protocol';
import { type Answer, isRefusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { type Direction, fitPage } from '../history/fit-page.ts';
import type { Role } from '../identity.ts';
import { accessThread } from './access.ts';

interface Page {
  readonly threadId: string;
  readonly direction: Direction;
  readonly cursor?: string | undefined;
  readonly after?: number;
  readonly limit?: number | undefined;
}

/**
 * What a history frame needs beside its messages: the event, the thread's id, the cursor, the owner, the read
 * positions.
 */
const envelopeBytes = 4_096;

/** `history.get`: a page of a thread, beginning with the newest messages. */
export const getHistory = (
  threadIds: ThreadIdPolicy,
  request: ActionRequest<'history.get'>,
): Promise<Answer> => {
  const { threadId, direction = 'backward', cursor, limit } = request.frame;
  return answerWithPage(threadIds, request, { threadId, direction, cursor, limit });
};

/** `thread.resume`: what came after a client's newest message, oldest first. */
export const resumeThread = (
  threadIds: ThreadIdPolicy,
  request: ActionRequest<'thread.resume'>,
): Promise<Answer> => {
  const { threadId, after, limit } = request.frame;
  return answerWithPage(threadIds, request, { threadId, direction: 'forward', after, limit });
};

async function answerWithPage(
  threadIds: ThreadIdPolicy,
  request: ActionRequest<'history.get' | 'thread.resume'>,
  { threadId, direction, cursor, after, limit = limits.defaultHistoryPageSize }: Page,
): Promise<Answer> {
  const { context } = request;
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { head } = access;
  // A page asks for its thread's history before anyone has written a word.
  if (head === null) return historyFrame(threadId, direction, []);
  const page = await queryMessages(context, {
    threadId,
    direction,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(after === undefined ? {} : { after }),
  });
  if (page.outcome === 'invalidCursor') {
    return refuse('cursor.invalid', 'cursor must be one that a history frame of this thread gave', {
      field: 'cursor',
    });
  }
  const frame = fittingFrame(threadId, direction, page.messages, page.cursor);
  const people = await readPeopleNow(context, speakersIn(frame, head, request.identity.role));
  return {
    ...frame,
    ...threadNow(head, context.now()),
    ...(people.size === 0 ? {} : { people: Object.fromEntries(people) }),
  };
}

/** Whose names the reader is shown: operators' for everybody, customers' for operators. */
function speakersIn({ messages }: ServerFrame<'history'>, head: ThreadHead, role: Role): readonly string[] {
  const { owner } = head;
  const operators = messages.filter(({ messageType }) => messageType === 'operator');
  return [
    ...operators.map(({ sender }) => sender),
    ...(owner.type === 'operator' ? [owner.userId] : []),
    ...(role === 'operator' ? customersOf(head) : []),
  ];
}

/** What else a client that comes late cannot know. Users who take no part any more are left out. */
function threadNow(
  head: ThreadHead,
  now: number,
): Pick<ServerFrame<'history'>, 'owner' | 'waiting' | 'closed' | 'readPositions'> {
  const { readPositions, closedAt } = head;
  const current = currentHead(head, now);
  const { owner, ownerEpoch } = current;
  const waiting = waitingAt(current, now);
  const present = userIdsOf(head);
  return {
    owner: { ...shownOwner(owner), ownerEpoch },
    ...(waiting === undefined ? {} : { waiting: waitingName(waiting) }),
    ...(closedAt === undefined ? {} : { closed: true }),
    readPositions: Object.fromEntries(
      Object.entries(readPositions).filter(([userId]) => present.includes(userId)),
    ),
  };
}

/** The page, cut to the size of a frame. If it was cut, its cursor continues with the first message that was left out. */
function fittingFrame(
  threadId: string,
  direction: Direction,
  found: readonly StoredMessage[],
  cursor: string | undefined,
): ServerFrame<'history'> {
  const messages = fitPage(found, direction, limits.frameBytes - envelopeBytes);
  const last = direction === 'forward' ? messages.at(-1) : messages[0];
  const wasCut = messages.length < found.length && last !== undefined;
  return historyFrame(threadId, direction, messages, wasCut ? encodeCursor(last) : cursor);
}

const historyFrame = (
  threadId: string,
  direction: Direction,
  messages: readonly StoredMessage[],
  cursor?: string,
): ServerFrame<'history'> => ({
  event: 'history',
  threadId,
  direction,
  messages: messages.map(wireMessage),
  ...(cursor === undefined ? {} : { cursor }),
});
