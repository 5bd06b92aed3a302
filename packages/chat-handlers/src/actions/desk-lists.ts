import {
  type Announcer,
  addNote,
  type ChatContext,
  deliver,
  describeThreads,
  type Log,
  listThreads,
  noteLoad,
  readConnection,
  readNotes,
  readPeople,
  setDuty,
  type ThreadIdPolicy,
  type ThreadList,
} from '@switchboard/chat-core';
import { limits, type Note, type ServerFrame } from '@switchboard/protocol';
import { type Answer, invalidCursor, isRefusal, type Refusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { fitPage } from '../history/fit-page.ts';
import { accessSession, accessThread, noThread, operatorsOnly, revoked } from './access.ts';
import { bestEffort } from './tell.ts';

export interface ListDependencies {
  readonly announcer: Pick<Announcer, 'deliverer'>;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

/** Whether the one who asks is an operator whose session holds. */
export async function operatorOnly(
  request: Pick<ActionRequest, 'context' | 'identity' | 'connectionId'>,
): Promise<Refusal | undefined> {
  if (request.identity.role !== 'operator') return operatorsOnly;
  const session = await accessSession(request.context, request, readConnection);
  return isRefusal(session) ? session : undefined;
}

/** `queue.get`: the threads that wait for a person, whose bot has failed, or whose bot asks operators something, oldest first. */
export async function getQueue(request: ActionRequest<'queue.get'>): Promise<Answer> {
  const refused = await operatorOnly(request);
  if (refused !== undefined) return refused;
  const page = await pageOf(request.context, { type: 'queue' }, request);
  return page === undefined ? invalidCursor : { event: 'queue', ...page };
}

/** `inbox.get`: the operator's own threads, those of the bot, or the closed ones, newest first. */
export async function getInbox(request: ActionRequest<'inbox.get'>): Promise<Answer> {
  const refused = await operatorOnly(request);
  if (refused !== undefined) return refused;
  const { list } = request.frame;
  const { userId } = request.identity;
  const wanted: ThreadList = list === 'mine' ? { type: 'operator', userId } : { type: list };
  const page = await pageOf(request.context, wanted, request);
  return page === undefined ? invalidCursor : { event: 'inbox', list, ...page };
}

async function pageOf(
  context: ChatContext,
  list: ThreadList,
  { frame, identity }: ActionRequest<'queue.get' | 'inbox.get'>,
): Promise<Pick<ServerFrame<'queue'>, 'threads' | 'cursor'> | undefined> {
  const { limit = limits.defaultListPageSize, cursor } = frame;
  const page = await listThreads(context, { list, limit, ...(cursor === undefined ? {} : { cursor }) });
  if (page.outcome === 'invalidCursor') return undefined;
  const rows = await describeThreads(context, page.heads, identity.userId);
  return { threads: [...rows], ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
}

/** `note.add`: writes a note that operators alone see, and tells the operator of the thread. */
export async function writeNote(
  { announcer, threadIds, log }: ListDependencies,
  request: ActionRequest<'note.add'>,
): Promise<Answer> {
  const { context, identity, frame, connectionId } = request;
  if (identity.role !== 'operator') return operatorsOnly;
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  const { head } = access;
  if (head === null) return noThread;
  const { text, clientMessageId } = frame;
  const author = identity.userId;
  const result = await addNote(context, head, {
    text,
    author,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  });
  if (result.outcome === 'noThread') return noThread;
  if (result.outcome === 'idReused') {
    const message = 'This clientMessageId was used for another note: choose a new one';
    return refuse('message.idReused', message, { field: 'clientMessageId' });
  }
  // It is stored, whether its author can be named or not.
  const named = await bestEffort(log, 'author', () => withAuthors(context, [result.note]));
  const answer: ServerFrame<'note'> = { event: 'note', ...(named?.[0] ?? result.note) };
  const operators = head.participants.filter(({ role }) => role === 'operator').map(({ userId }) => userId);
  await bestEffort(log, 'note', () =>
    deliver(context, announcer.deliverer, {
      userIds: [...new Set([...operators, author])],
      frame: answer,
      exceptConnectionId: connectionId,
    }),
  );
  return answer;
}

/** Notes with the names of the operators who wrote them. One request for each 100 authors; none where nobody did. */
async function withAuthors(context: ChatContext, notes: readonly Note[]): Promise<readonly Note[]> {
  const people = await readPeople(
    context,
    notes.flatMap(({ author, kind }) => (kind === 'note' ? [author] : [])),
  );
  return notes.map((note) => {
    const authorName = people.get(note.author)?.name;
    return authorName === undefined ? note : { ...note, authorName };
  });
}

/** What a frame of notes needs beside them. */
const envelopeBytes = 1_024;

/** `notes.get`: the newest notes of a thread, as many as a frame holds, oldest first. */
export async function getNotes(
  { threadIds }: Pick<ListDependencies, 'threadIds'>,
  request: ActionRequest<'notes.get'>,
): Promise<Answer> {
  const { context, identity, frame } = request;
  if (identity.role !== 'operator') return operatorsOnly;
  const access = await accessThread(threadIds, request);
  if (isRefusal(access)) return access;
  if (access.head === null) return noThread;
  const notes = await withAuthors(context, await readNotes(context, access.head));
  const newest = fitPage(notes, 'backward', limits.frameBytes - envelopeBytes);
  return { event: 'notes', threadId: frame.threadId, notes: [...newest] };
}

/** `duty.set`: whether the operator takes threads. Who has as many as they can take is `full` at once. */
export async function changeDuty(request: ActionRequest<'duty.set'>): Promise<Answer> {
  const refused = await operatorOnly(request);
  if (refused !== undefined) return refused;
  const { context, frame, identity } = request;
  const { status, capacity } = frame;
  const { userId } = identity;
  const said = await setDuty(context, userId, status, capacity);
  if (said === undefined) return revoked;
  const { userId: _, ...duty } = (await noteLoad(context, userId)) ?? said;
  return { event: 'duty', ...duty };
}
