import type { Waiting } from '../src/index.ts';

/** What operators do with a thread, or the bot, or its customer. */
export type Operation =
  | { readonly type: 'send' }
  /** A reply of the bot to everything but so many of the open messages. */
  | { readonly type: 'reply'; readonly leaves: number; readonly handsOver: boolean }
  /** A post of another bot that answers nothing. */
  | { readonly type: 'post' }
  /** An operator's message, who has seen everything or nothing. */
  | { readonly type: 'write'; readonly by: string; readonly hasSeen: boolean }
  | { readonly type: 'claim' | 'release' | 'requeue' | 'close'; readonly by: string }
  | { readonly type: 'transfer'; readonly by: string; readonly to: string }
  | { readonly type: 'settle' | 'cancel' | 'sweep' };

/** How long every lease of the model lasts, milliseconds. */
export const leaseMs = 10 * 60_000;

const minuteMs = 60_000;
const lifeMs = 90 * 86_400_000;
const pausesMinutes = [2, 4, 8, 16, 30, 30];

interface State {
  readonly owner:
    | 'bot'
    | 'queue'
    /** `owesWord`: people were asked, and no operator has written since. */
    | { readonly userId: string; readonly until: number; readonly owesWord: boolean };
  /** How many messages of the customer have no answer. */
  readonly open: number;
  readonly isClosed: boolean;
  /** The bot has failed too often. */
  readonly hasFailed: boolean;
  /** How often the sweeper has asked, and when it asks again. */
  readonly asked: number;
  readonly askAt: number;
  readonly endsAt: number;
}

/**
 * What must be true of one thread, as simply as it can be said: who has it, how many messages are open, how often the
 * bot was asked. It knows nothing of heads, versions, marks and indexes.
 */
export class ThreadModel {
  #state: State | undefined;

  /** The kind of wait at a time, as the last write left it. */
  kind(now: number): Waiting['kind'] | undefined {
    const state = this.#at(now);
    if (state === undefined) return undefined;
    if (state.owner === 'queue') return 'queue';
    if (owesWord(state)) return 'operator';
    if (state.open === 0) return undefined;
    if (state.owner !== 'bot') return 'operator';
    return state.hasFailed ? 'failed' : 'bot';
  }

  /** How often the sweeper has asked the bot, which has failed or may still answer. */
  asked(now: number): number {
    const kind = this.kind(now);
    return kind === 'bot' || kind === 'failed' ? (this.#at(now)?.asked ?? 0) : 0;
  }

  /** The list that the thread is in: `closed`, `bot`, `queue`, or the operator's. */
  list(now: number): string | undefined {
    const state = this.#at(now);
    if (state === undefined) return undefined;
    if (state.isClosed) return 'closed';
    return typeof state.owner === 'string' ? state.owner : `operator ${state.owner.userId}`;
  }

  apply(operation: Operation, now: number): void {
    const written = this.#at(now);
    const next =
      written === undefined
        ? operation.type === 'send'
          ? begun(now)
          : undefined
        : after(written, operation, now);
    // What is refused writes nothing: not even that a lease has run out.
    if (next !== undefined) this.#state = next;
  }

  #at(now: number): State | undefined {
    return this.#state !== undefined && now < this.#state.endsAt ? this.#state : undefined;
  }
}

const fresh = (now: number) => ({ hasFailed: false, asked: 0, askAt: now + minuteMs });

const begun = (now: number): State => ({
  owner: 'bot',
  open: 1,
  isClosed: false,
  endsAt: now + lifeMs,
  ...fresh(now),
});

const owesWord = ({ owner }: State): boolean => typeof owner !== 'string' && owner.owesWord;

/** An operator whose lease has run out has given the thread back: to the queue if no operator has written since people were asked. */
function handedBack(state: State, now: number): State {
  if (typeof state.owner === 'string' || state.owner.until > now) return state;
  return { ...state, owner: state.owner.owesWord ? 'queue' : 'bot', isClosed: false, ...fresh(now) };
}

/** @returns the state after it, or `undefined` if it is refused or changes nothing */
function after(written: State, operation: Operation, now: number): State | undefined {
  const state = handedBack(written, now);
  const { owner, open } = state;
  const endsAt = now + lifeMs;
  const byOther = (userId: string) => typeof owner !== 'string' && owner.userId !== userId;
  const has = (
    userId: string,
    writes = false,
  ): Pick<State, 'owner' | 'isClosed'> & ReturnType<typeof fresh> => ({
    owner: {
      userId,
      until: now + leaseMs,
      owesWord: !writes && (owner === 'queue' || owesWord(state) || (state.hasFailed && open > 0)),
    },
    isClosed: false,
    ...fresh(now),
  });
  switch (operation.type) {
    case 'send': {
      const isFirst = open === 0;
      const lastTry = { hasFailed: false, asked: pausesMinutes.length, askAt: now + minuteMs };
      const ask = isFirst ? fresh(now) : state.hasFailed ? lastTry : {};
      // What belongs to the queue is put there by a sweep or an operator, and by nobody else.
      const kept = owner === 'queue' ? written.owner : owner;
      return {
        ...state,
        ...(owner === 'bot' ? ask : {}),
        owner: kept,
        open: open + 1,
        isClosed: false,
        endsAt,
      };
    }
    case 'reply': {
      const left = Math.min(operation.leaves, open);
      if (owner !== 'bot' || state.hasFailed || open === 0) return undefined;
      const handed = operation.handsOver ? ({ owner: 'queue', isClosed: false } as const) : {};
      return { ...state, ...(left < open ? fresh(now) : {}), open: left, ...handed, endsAt };
    }
    case 'post':
      return owner === 'bot' ? { ...state, endsAt } : undefined;
    case 'write':
      if (byOther(operation.by)) return undefined;
      return { ...state, open: operation.hasSeen ? 0 : open, ...has(operation.by, true), endsAt };
    case 'claim':
      return byOther(operation.by) ? undefined : { ...state, ...has(operation.by) };
    case 'release':
      if (owner === 'bot' || byOther(operation.by)) return undefined;
      return { ...state, owner: 'bot', isClosed: false, ...fresh(now) };
    case 'requeue':
      if (owner === 'bot' || byOther(operation.by)) return undefined;
      return { ...state, owner: 'queue', isClosed: false };
    case 'transfer':
      if (owner === 'bot' || byOther(operation.by)) return undefined;
      return { ...state, ...has(operation.to) };
    case 'close':
      return byOther(operation.by) ? undefined : { ...state, owner: 'bot', open: 0, isClosed: true };
    case 'settle':
      return owner === 'queue' || owesWord(state) || open === 0 ? undefined : { ...state, open: 0 };
    case 'cancel':
      return owner === 'bot' && open > 0 && !state.hasFailed ? { ...state, open: 0 } : undefined;
    case 'sweep': {
      if (state !== written) return state;
      if (owner !== 'bot' || open === 0 || state.hasFailed || now < state.askAt) return undefined;
      const pause = pausesMinutes[state.asked];
      if (pause === undefined) return { ...state, hasFailed: true };
      return { ...state, asked: state.asked + 1, askAt: now + pause * minuteMs };
    }
  }
}
