import { isPreviewed, type ServerFrame, type ThreadRow, waitsForPeople } from '@switchboard/protocol';
import type { Clock } from '../clock.ts';
import type { ChatSession } from '../session/chat-session.ts';
import { QuestionTimer, withoutEnded, withQuestion } from './ended-questions.ts';
import { ListLoader, type ThreadPage } from './list-loader.ts';
import {
  emptyList,
  latestFirst,
  longestWaiting,
  type RowOrder,
  type ThreadList,
  withoutRow,
  withRow,
} from './thread-list.ts';

/** The lists of an operator: what waits for a person or for an answer to the bot, their own threads, those with the bot, and the closed ones. */
export type ListName = 'queue' | 'mine' | 'bot' | 'closed';

export type DeskListsState = Readonly<Record<ListName, ThreadList>>;

export const noLists: DeskListsState = {
  queue: emptyList,
  mine: emptyList,
  bot: emptyList,
  closed: emptyList,
};

export interface DeskListsOptions {
  readonly session: ChatSession;
  /** Rows in a page, 1 to 50. */
  readonly pageSize: number;
  readonly clock: Clock;
  readonly get: () => DeskListsState;
  readonly set: (lists: DeskListsState) => void;
  readonly onQueued: (row: ThreadRow) => void;
  /** A thread has become this operator's. */
  readonly onAssigned: (threadId: string) => void;
  /** A thread does not exist any more. */
  readonly onGone: (threadId: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/** @param isLate whether the row may have been read after what changes it */
type RowChange = (row: ThreadRow, isLate: boolean) => ThreadRow;

const listNames: readonly ListName[] = ['queue', 'mine', 'bot', 'closed'];

const orderOf = (name: ListName): RowOrder => (name === 'queue' ? longestWaiting : latestFirst);

/** Loads an operator's lists, and keeps them up to date by the frames that come. */
export class DeskLists {
  readonly #options: DeskListsOptions;
  readonly #loaders: Readonly<Record<ListName, ListLoader>>;
  readonly #questions: QuestionTimer;

  constructor(options: DeskListsOptions) {
    this.#options = options;
    this.#questions = new QuestionTimer(options.clock, () => this.#endQuestions());
    const loader = (name: ListName): ListLoader =>
      new ListLoader({
        fetchPage: (cursor) => this.#fetchPage(name, cursor),
        get: () => this.#lists[name],
        set: (list) => this.#setList(name, list),
        onFailure: options.onFailure,
      });
    this.#loaders = {
      queue: loader('queue'),
      mine: loader('mine'),
      bot: loader('bot'),
      closed: loader('closed'),
    };
  }

  close(): void {
    this.#questions.close();
  }

  load(name: ListName): Promise<void> {
    return this.#loaders[name].reload();
  }

  loadMore(name: ListName): Promise<void> {
    return this.#loaders[name].loadMore();
  }

  /** A new connection receives only later changes, so earlier ones must be loaded. */
  resume(): void {
    for (const name of listNames) {
      if (name === 'queue' || name === 'mine' || this.#lists[name].loaded) void this.load(name);
    }
  }

  /** The operator has looked at a thread: nothing in it is unread. */
  see(threadId: string): void {
    for (const name of listNames) {
      this.#changeRow(name, threadId, (row) => (row.unread === 0 ? row : { ...row, unread: 0 }));
    }
  }

  handleFrame(frame: ServerFrame): void {
    if (frame.event === 'queue.changed') this.#handleQueueChange(frame);
    else if (frame.event === 'takeover') this.#handleTakeover(frame);
    else if (frame.event === 'message') this.#handleMessage(frame);
    else if (frame.event === 'error' && frame.code === 'thread.notFound' && frame.threadId !== undefined)
      this.#handleGone(frame.threadId);
  }

  /** A thread that is gone, for example because its customer was erased, is in no list any more. */
  #handleGone(threadId: string): void {
    for (const name of listNames) this.#removeRow(name, threadId);
    this.#options.onGone(threadId);
  }

  #handleQueueChange({ event: _, change, silent = false, ...row }: ServerFrame<'queue.changed'>): void {
    const { queue } = this.#lists;
    const isKnown = queue.rows.some(
      (known) => known.threadId === row.threadId && reasonOf(known) === reasonOf(row),
    );
    if (change === 'removed') this.#removeRow('queue', row.threadId);
    else this.#setRow('queue', row);
    if (this.#isMine(row.owner)) this.#setRow('mine', row);
    else this.#removeRow('mine', row.threadId);
    if (row.owner.type !== 'bot') this.#removeRow('bot', row.threadId);
    this.#changeRow('bot', row.threadId, (other) => withQuestion(other, row.question));
    if (change === 'added' && !isKnown && !silent) this.#options.onQueued(row);
  }

  #endQuestions(): void {
    const now = this.#options.clock.now();
    for (const name of listNames)
      this.#loaders[name].change((list) => withoutEnded(list, now, name === 'queue'));
    this.#questions.watch(this.#lists);
  }

  #handleTakeover({ threadId, owner: type, userId, closed = false }: ServerFrame<'takeover'>): void {
    const owner = { type, ...(userId === undefined ? {} : { userId }) };
    const known = this.#findRow(threadId);
    if (type === 'operator' || closed) this.#removeRow('queue', threadId);
    if (type !== 'bot' || closed) this.#removeRow('bot', threadId);
    if (!this.#isMine(owner) || closed) this.#removeRow('mine', threadId);
    else if (!this.#lists.mine.rows.some((row) => row.threadId === threadId)) {
      if (known) this.#setRow('mine', { ...withQuestion(known, undefined), owner });
      else void this.load('mine');
      this.#options.onAssigned(threadId);
    }
  }

  #handleMessage({ threadId, text, messageType, timestamp }: ServerFrame<'message'>): void {
    const change: RowChange = (row, isLate) =>
      isLate && timestamp <= (row.lastMessage?.timestamp ?? 0)
        ? row
        : {
            ...row,
            ...(isPreviewed(messageType, row.waiting)
              ? { lastMessage: { text, messageType, timestamp } }
              : {}),
            unread: messageType === 'user' ? row.unread + 1 : row.unread,
          };
    for (const name of listNames) this.#changeRow(name, threadId, change);
  }

  #fetchPage(name: ListName, cursor: string | undefined): Promise<ThreadPage> {
    const { pageSize: limit, session } = this.#options;
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    if (name === 'queue') return session.ask({ frame: { action: 'queue.get', ...page }, event: 'queue' });
    return session.ask({
      frame: { action: 'inbox.get', list: name, ...page },
      event: 'inbox',
      isAnswer: ({ list }) => list === name,
    });
  }

  #isMine({ type, userId }: ThreadRow['owner']): boolean {
    return (
      type === 'operator' && userId !== undefined && userId === this.#options.session.getSnapshot().userId
    );
  }

  get #lists(): DeskListsState {
    return this.#options.get();
  }

  #findRow(threadId: string): ThreadRow | undefined {
    return listNames.flatMap((name) => this.#lists[name].rows).find((other) => other.threadId === threadId);
  }

  #setRow(name: ListName, row: ThreadRow): void {
    this.#loaders[name].change((list) => withRow(list, row, orderOf(name)));
  }

  #removeRow(name: ListName, threadId: string): void {
    this.#loaders[name].change((list) => withoutRow(list, threadId));
  }

  #changeRow(name: ListName, threadId: string, change: RowChange): void {
    this.#loaders[name].change((list, isLate) => {
      const row = list.rows.find((other) => other.threadId === threadId);
      const changed = row && change(row, isLate);
      return changed && changed !== row ? withRow(list, changed, orderOf(name)) : list;
    });
  }

  #setList(name: ListName, list: ThreadList): void {
    if (this.#lists[name] === list) return;
    this.#options.set({ ...this.#lists, [name]: list });
    this.#questions.watch(this.#lists);
  }
}

/** Why a thread is in the queue. A thread that is there already may come into it for another reason. */
const reasonOf = (row: ThreadRow): string | undefined =>
  waitsForPeople(row) ? 'people' : `question ${row.question?.id}`;
