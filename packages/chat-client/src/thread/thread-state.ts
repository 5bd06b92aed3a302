import type { ServerFrame } from '@switchboard/protocol';
import type { ThreadEvents } from '../chat-events.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { EventEmitter } from '../event-emitter.ts';
import type { ChatMessage, ChatSnapshot } from '../snapshot.ts';
import type { Store } from '../store.ts';
import type { History, HistoryPage, HistoryRequest } from './history.ts';
import { type OwnerReport, withMessage, withOwner } from './ownership.ts';
import { addChunk, removeReplies } from './streaming-reply.ts';
import { findGap, foldChanges, identityOf, insertMessages } from './timeline.ts';
import { addToolCall } from './tool-calls.ts';
import { stillTyping, typingHoldsMs, withTypist } from './typing.ts';

/** How somebody is shown, and as of when. */
type PersonNow = Pick<ServerFrame<'takeover'>, 'name' | 'picture' | 'asOf'>;

export interface ThreadStateOptions {
  readonly store: Store<ChatSnapshot>;
  readonly events: EventEmitter<ThreadEvents>;
  readonly clock: Clock;
  readonly history: History;
}

/** How long a missing message may still come by itself, because another has overtaken it, in milliseconds. */
const overtakenMs = 500;
/** A reply that nobody continues within this time was given up, in milliseconds. */
const replyHoldsMs = 60_000;

/** More replies are not cancelled while pieces of the first are still on their way. */
const rememberedCancellations = 20;

/** What is known of a thread: takes what the server tells, and notices what is missing. */
export class ThreadState {
  readonly #options: ThreadStateOptions;
  /** Gaps up to this `seq` are not filled by the server's history either. */
  #acceptedUpTo = 0;
  /** The gap that the server once said it cannot fill: it may have answered just before the missing message was stored. */
  #doubtedGap: number | undefined;
  #olderCursor: string | undefined;
  #cancelGapTimer: Cancel | undefined;
  #cancelExpiry: Cancel = () => {};
  /** Late pieces of these are not shown again. */
  #cancelledReplies: readonly string[] = [];
  /** The newest frame of a reply that is being written. */
  #begun: Pick<ServerFrame<'chunk' | 'tool'>, 'replyId' | 'answersThrough'> | undefined;
  /** As of when is known how people are shown, by user id, also of those who are shown no more. Epoch milliseconds. */
  readonly #knownAsOf = new Map<string, number>();

  constructor(options: ThreadStateOptions) {
    this.#options = options;
  }

  /** What to ask for first on a new connection. */
  get catchUp(): HistoryRequest {
    const { messages, history } = this.#snapshot;
    const gap = findGap(messages, this.#acceptedUpTo);
    const last = gap ? messages.find(({ seq }) => seq === gap.after) : messages.at(-1);
    if (!history.loaded || messages.length === 0) return { type: 'newest' };
    return { type: 'missed', after: last?.timestamp ?? 0 };
  }

  loadOlder(): void {
    const { history } = this.#snapshot;
    if (this.#olderCursor === undefined || history.loadingOlder) return;
    this.#options.store.update({ history: { ...history, loadingOlder: true } });
    this.#options.history.request({ type: 'older', cursor: this.#olderCursor });
  }

  /** Shows stored messages, and tells of those that are new. */
  receive(arrivals: readonly ChatMessage[]): void {
    const known = this.#snapshot.messages;
    this.#showLive(arrivals);
    if (this.#snapshot.messages === known) return;
    const before = new Set(known.map(identityOf));
    for (const message of arrivals) {
      if (before.has(identityOf(message))) continue;
      this.#options.store.update(withMessage(this.#snapshot, message));
      this.#options.events.emit('message', message);
    }
    this.#watchForGap();
  }

  /** Shows a message of this client that the server has stored. */
  confirm(message: ChatMessage): void {
    this.#showLive([message]);
    this.#options.store.update(withMessage(this.#snapshot, message));
    this.#watchForGap();
  }

  handlePage(request: HistoryRequest, page: HistoryPage): void {
    // Who has the thread is told at once, so their name has to be known before.
    this.#meet(Object.entries(page.people ?? {}));
    if (page.owner) {
      const { type: owner, userId, ownerEpoch } = page.owner;
      this.#setOwner({ owner, userId, ownerEpoch, closed: page.closed });
      this.#options.store.update({ waiting: page.waiting ?? 'none' });
      if (page.waiting === undefined && request.type !== 'older') this.#settle(page.messages.at(-1)?.seq);
    }
    for (const [userId, seq] of Object.entries(page.readPositions ?? {})) this.handleRead({ userId, seq });
    if (request.type === 'missed') this.#handleMissed(page);
    else if (request.type === 'newest') this.#handleNewest(page);
    else this.#handleOlder(page);
  }

  /** A request for history was refused for good. */
  handleRefusal(request: HistoryRequest, refusal: { readonly code: string; readonly message: string }): void {
    const { history } = this.#snapshot;
    // A thread begins with its first message: until then there is nothing to read, and nothing wrong. And a user who could
    // read the newest page may read the thread, even if no older page can be had.
    const harmless = refusal.code === 'thread.notFound' || request.type === 'older';
    const status = { ...history, loaded: true, loadingOlder: false, hasOlder: false };
    this.#options.store.update({
      history: harmless ? status : { ...status, refusal: { code: refusal.code, message: refusal.message } },
    });
  }

  /** The newest message (`seq`) that the reply answers which is being written, as far as is known. */
  get answersThrough(): number | undefined {
    const { replies, tools } = this.#snapshot;
    const begun = [...replies, ...tools].find(({ replyId }) => replyId === this.#begun?.replyId);
    return begun && this.#begun?.answersThrough;
  }

  handleChunk(chunk: ServerFrame<'chunk'>): void {
    const { clock, store } = this.#options;
    const { messages, replies } = this.#snapshot;
    // Sent before its message was stored, and late: there is nothing to add to a message that is whole.
    if (messages.some(({ replyId }) => replyId === chunk.replyId)) return;
    if (this.#cancelledReplies.includes(chunk.replyId)) return;
    this.#begun = chunk;
    store.update({ replies: addChunk(replies, chunk, clock.now()) });
    this.#expireLater();
  }

  handleTool(frame: ServerFrame<'tool'>): void {
    const { clock, store } = this.#options;
    const { messages, tools } = this.#snapshot;
    if (messages.some(({ replyId }) => replyId === frame.replyId)) return;
    if (this.#cancelledReplies.includes(frame.replyId)) return;
    this.#begun = frame;
    store.update({ tools: addToolCall(tools, frame, clock.now()) });
    this.#expireLater();
  }

  handleTyping({ userId, isTyping }: ServerFrame<'typing'>): void {
    if (userId === this.#snapshot.userId) return;
    const until = isTyping ? this.#options.clock.now() + typingHoldsMs : undefined;
    this.#options.store.update({ typists: withTypist(this.#snapshot.typists, userId, until) });
    this.#expireLater();
  }

  handleRead({ userId, seq }: Pick<ServerFrame<'read'>, 'userId' | 'seq'>): void {
    const { reads } = this.#snapshot;
    if ((reads.get(userId) ?? 0) >= seq) return;
    this.#options.store.update({ reads: new Map(reads).set(userId, seq) });
  }

  handleTakeover(report: ServerFrame<'takeover'>): void {
    if (report.userId !== undefined) this.#meet([[report.userId, report]]);
    this.#setOwner(report);
  }

  handleWaiting({ waiting, since }: ServerFrame<'waiting'>): void {
    this.#options.store.update({ waiting, waitingSince: since });
  }

  /** Nothing of the reply will be stored. Without an id, of any that is being written. */
  handleCancelled(cancelledId?: string): void {
    const { store } = this.#options;
    const { messages, replies, tools, waiting } = this.#snapshot;
    this.#settle(this.answersThrough ?? messages.at(-1)?.seq);
    if (waiting === 'bot') store.update({ waiting: 'none' });
    const ids =
      cancelledId === undefined ? [...replies, ...tools].map(({ replyId }) => replyId) : [cancelledId];
    this.#cancelledReplies = [...this.#cancelledReplies, ...ids].slice(-rememberedCancellations);
    this.#remove(ids);
  }

  /** The bot has failed while it wrote the reply. The question still waits: the next try may have the same id, and begins anew. */
  handleDiscarded(replyId: string): void {
    this.#remove([replyId]);
  }

  #remove(ids: readonly string[]): void {
    const isOver = ({ replyId }: { readonly replyId: string }): boolean => ids.includes(replyId);
    const { replies, tools } = this.#snapshot;
    this.#options.store.update({
      replies: removeReplies(replies, isOver),
      tools: removeReplies(tools, isOver),
    });
  }

  /** No answer is coming any more to what was said up to there. */
  #settle(seq = 0): void {
    const settledThrough = Math.max(this.#snapshot.settledThrough, seq);
    this.#options.store.update({ settledThrough });
  }

  /**
   * Takes people as they are shown now: somebody without a name and a picture may have had them before. What was said of somebody
   * before that which is known arrives late.
   */
  #meet(met: readonly (readonly [userId: string, person: PersonNow])[]): void {
    const people = new Map(this.#snapshot.people);
    for (const [userId, { name, picture, asOf = 0 }] of met) {
      if (asOf < (this.#knownAsOf.get(userId) ?? 0)) continue;
      this.#knownAsOf.set(userId, asOf);
      if ((name ?? picture) === undefined) people.delete(userId);
      else
        people.set(userId, {
          ...(name === undefined ? {} : { name }),
          ...(picture === undefined ? {} : { picture }),
        });
    }
    this.#options.store.update({ people });
  }

  close(): void {
    this.#cancelExpiry();
    this.#cancelGapTimer?.();
    this.#cancelGapTimer = undefined;
    const { history } = this.#snapshot;
    if (history.loadingOlder) this.#options.store.update({ history: { ...history, loadingOlder: false } });
  }

  get #snapshot(): ChatSnapshot {
    return this.#options.store.getSnapshot();
  }

  #setOwner(report: OwnerReport): void {
    const { clock, store } = this.#options;
    store.update(withOwner(this.#snapshot, report, clock.now()));
  }

  /** What is older than everything shown comes with its page of history: shown now, it would hide what lies between. */
  #showLive(arrivals: readonly ChatMessage[]): void {
    const { history, messages } = this.#snapshot;
    const oldest = history.hasOlder ? (messages[0]?.seq ?? 0) : 0;
    this.#show(arrivals.filter(({ seq }) => seq >= oldest));
  }

  #show(arrivals: readonly ChatMessage[]): void {
    const { messages, replies, tools, typists } = this.#snapshot;
    const finished = new Set(arrivals.map(({ replyId }) => replyId));
    const writers = arrivals.map(({ sender }) => sender);
    this.#options.store.update({
      messages: foldChanges(insertMessages(messages, arrivals)),
      replies: removeReplies(replies, ({ replyId }) => finished.has(replyId)),
      tools: removeReplies(tools, ({ replyId }) => finished.has(replyId)),
      typists: writers.reduce((rest, writer) => withTypist(rest, writer, undefined), typists),
    });
  }

  #handleNewest(page: HistoryPage): void {
    const { messages, cursor } = page;
    // What came before the page did and is older belongs to a page that follows: here it would hide what lies between.
    const oldest = cursor === undefined ? 0 : (messages[0]?.seq ?? 0);
    const shown = this.#snapshot.messages.filter(({ seq }) => seq >= oldest);
    this.#options.store.update({ messages: shown });
    this.#acceptedUpTo = Math.max(this.#acceptedUpTo, messages.at(-1)?.seq ?? 0);
    this.#handleOlder(page);
    this.#watchForGap();
  }

  #handleOlder({ messages, cursor }: HistoryPage): void {
    this.#show(messages);
    this.#olderCursor = cursor;
    const hasOlder = cursor !== undefined;
    this.#options.store.update({ history: { loaded: true, loadingOlder: false, hasOlder } });
  }

  #handleMissed({ messages, cursor }: HistoryPage): void {
    const gap = findGap(this.#snapshot.messages, this.#acceptedUpTo);
    const unfilled = this.#doubtedGap === gap?.before ? gap?.before : undefined;
    this.#doubtedGap = messages.length === 0 ? gap?.before : undefined;
    this.#acceptedUpTo = Math.max(this.#acceptedUpTo, messages.at(-1)?.seq ?? unfilled ?? 0);
    this.receive(messages);
    if (cursor === undefined) this.#watchForGap();
  }

  #watchForGap(): void {
    if (this.#cancelGapTimer || !findGap(this.#snapshot.messages, this.#acceptedUpTo)) return;
    this.#cancelGapTimer = this.#options.clock.schedule(overtakenMs, () => {
      this.#cancelGapTimer = undefined;
      const gap = findGap(this.#snapshot.messages, this.#acceptedUpTo);
      if (!gap) return;
      this.#options.events.emit('gap', gap);
      this.#options.history.request(this.catchUp);
    });
  }

  /** Typing that was not renewed and replies that were given up disappear. */
  #expireLater(): void {
    const { clock, store } = this.#options;
    this.#cancelExpiry();
    const { typists, replies, tools } = this.#snapshot;
    const heldUntil = [...replies, ...tools].map(({ updatedAt }) => updatedAt + replyHoldsMs);
    const ends = [...typists.values(), ...heldUntil];
    if (ends.length === 0) return;
    this.#cancelExpiry = clock.schedule(Math.max(0, Math.min(...ends) - clock.now()), () => {
      const now = clock.now();
      store.update({
        typists: stillTyping(this.#snapshot.typists, now),
        replies: removeReplies(this.#snapshot.replies, ({ updatedAt }) => updatedAt + replyHoldsMs <= now),
        tools: removeReplies(this.#snapshot.tools, ({ updatedAt }) => updatedAt + replyHoldsMs <= now),
      });
      this.#expireLater();
    });
  }
}
