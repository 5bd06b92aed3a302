import {
  type Action,
  differences,
  type Outcome,
  openIn,
  step as stepOf,
  type Thread,
  unusedThread,
} from '@switchboard/specification';
import { clockSkewAtMostMs } from '../engine/lambda.ts';
import { actionsOf, deliveredIn, numbersIn, type State } from './actions-of.ts';
import { headOf, viewOf } from './head-view.ts';
import { answerIn, botName, type HeadChange, type Journal, type RecordedMessage } from './journal.ts';

/** One life of a thread, as it went by the specification. */
export interface Life {
  readonly threadId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly channel: string;
  /** In order. */
  readonly states: readonly State[];
  /** The message of number 1 first. */
  readonly messages: readonly RecordedMessage[];
  /** What the messages say now, the message of number 1 first. */
  readonly texts: readonly string[];
  /** The step at which it was erased, or followed by another life. */
  readonly endedAt?: number;
}

export interface Replay {
  readonly lives: readonly Life[];
  /** A sentence for each thread that did what the specification does not allow. */
  readonly violations: readonly string[];
}

type WritableLife = Omit<Life, 'states' | 'messages' | 'texts' | 'endedAt'> & {
  readonly states: State[];
  readonly texts: string[];
  readonly messages: RecordedMessage[];
  endedAt?: number;
};

/** A thread id while the history is replayed. */
interface Track {
  life?: WritableLife;
  thread: Thread;
  /** What happened after a violation cannot be judged. */
  isLost: boolean;
}

export interface ReplayOptions {
  /** Whether the bot's reply is not wanted any more once a customer has written more. */
  readonly restarts: boolean;
}

/** Lets the specification's threads do what the stored ones did, and compares them after every change. */
export function replay(journal: Journal, { restarts }: ReplayOptions): Replay {
  const tracks = new Map<string, Track>();
  const lives: WritableLife[] = [];
  const violations: string[] = [];
  let overridden: readonly string[] = [];

  function trackOf(threadId: string): Track {
    const known = tracks.get(threadId);
    if (known !== undefined) return known;
    const fresh: Track = { thread: { ...unusedThread, overridden }, isLost: false };
    tracks.set(threadId, fresh);
    return fresh;
  }

  function become(track: Track, step: number, thread: Thread): void {
    track.thread = thread;
    track.life?.states.push({ step, thread });
  }

  function follow(change: HeadChange): void {
    const track = trackOf(change.threadId);
    if (track.isLost) return;
    const problem = beginAnew(track, change) ?? advance(track, change);
    if (problem === undefined) return;
    track.isLost = true;
    violations.push(`Specification: ${change.threadId} at step ${change.step}: ${problem}`);
  }

  /** A head of another life takes the place of one that has expired, or that is gone. */
  function beginAnew(track: Track, change: HeadChange): string | undefined {
    const { before, after, step } = change;
    if (before !== null && after !== null && headOf(before).createdAt === headOf(after).createdAt) {
      return isOver(before, change) ? 'I8: it goes on although its head has expired.' : undefined;
    }
    if (before !== null && after !== null && !mayBeOver(before, change)) {
      return 'It starts over although it has not expired.';
    }
    if (after === null) return undefined;
    if (track.life !== undefined) track.life.endedAt ??= step;
    if (track.thread.exists) track.thread = done(stepOf(track.thread, { type: 'expire' })) ?? track.thread;
    const { createdAt, channel } = headOf(after);
    track.life = { threadId: change.threadId, createdAt, channel, states: [], messages: [], texts: [] };
    become(track, step - 1, track.thread);
    lives.push(track.life);
    return undefined;
  }

  function advance(track: Track, change: HeadChange): string | undefined {
    const { life } = track;
    if (life === undefined) return 'It changes before it has begun.';
    const wrong = problemOfMessage(life.messages, change);
    if (wrong !== undefined) return wrong;
    const actions = actionsOf({ change, life, asked: journal.asked, restarts });
    if (actions.length === 0) return `It must not be changed by ${change.cause?.functionName ?? 'anybody'}.`;
    const problems: string[] = [];
    for (const thread of lapsesOf(track.thread, change)) {
      for (const action of actions) {
        const outcome = stepOf(thread, action);
        const problem = problemOfChange(thread, action, outcome, change, life.messages);
        const next = done(outcome);
        if (problem === undefined && next !== undefined) {
          if (change.message !== undefined) keep(life, change.message);
          become(track, change.step, next);
          if (change.after === null) life.endedAt ??= change.step;
          return undefined;
        }
        problems.push(problem ?? 'It does nothing.');
      }
    }
    return problems[0];
  }

  const events = [
    ...journal.heads.map((change) => ({ step: change.step, happen: () => follow(change) })),
    ...journal.overrides.map(({ step, user, isOn }) => ({
      step,
      happen: () => {
        for (const track of tracks.values()) {
          const next = done(stepOf(track.thread, { type: 'override', user, isOn }));
          if (next !== undefined) become(track, step, next);
        }
        const others = overridden.filter((name) => name !== user);
        overridden = isOn ? [...others, user] : others;
      },
    })),
  ].toSorted((a, b) => a.step - b.step);
  for (const { happen } of events) happen();
  return { lives, violations };
}

/** A changed message says something else from then on. */
function keep({ messages, texts }: WritableLife, message: RecordedMessage): void {
  const { text, change } = message;
  messages.push(message);
  texts.push(text);
  if (change !== undefined) texts[change.seq - 1] = text;
}

const done = (outcome: Outcome): Thread | undefined => (outcome.type === 'done' ? outcome.thread : undefined);

/** Clocks differ, and what was decided by one may be applied later. */
const expiryMs = (item: NonNullable<HeadChange['before']>): number => headOf(item).expiresAt * 1_000;
const mayBeOver = (item: NonNullable<HeadChange['before']>, { at }: HeadChange): boolean =>
  expiryMs(item) <= at + 1_000 + clockSkewAtMostMs;
const isOver = (item: NonNullable<HeadChange['before']>, { at, cause }: HeadChange): boolean =>
  expiryMs(item) < (cause?.begun.at ?? at) - clockSkewAtMostMs;

/** The thread with the operator's time over or not, as far as the writer of a change could know it. */
function lapsesOf(thread: Thread, { before, at, cause }: HeadChange): readonly Thread[] {
  const { owner } = thread;
  const stored = before === null ? undefined : headOf(before).owner;
  if (owner.type !== 'operator' || stored?.type !== 'operator') return [thread];
  const { leaseUntil } = stored;
  const isOverFor = (time: number) => leaseUntil <= time;
  const mayBe = isOverFor(at + clockSkewAtMostMs);
  const mustBe = isOverFor((cause?.begun.at ?? at) - clockSkewAtMostMs);
  const lapses = [...(mustBe ? [] : [false]), ...(mayBe ? [true] : [])];
  return lapses.map((lapsed) => ({ ...thread, owner: { ...owner, lapsed } }));
}

/** I2: the numbers have no gap, and the timestamps rise with them. */
function problemOfMessage(messages: readonly RecordedMessage[], { message }: HeadChange): string | undefined {
  if (message === undefined) return undefined;
  const last = messages.at(-1);
  if (message.seq !== messages.length + 1)
    return `I2: a message has the number ${message.seq} after ${messages.length}.`;
  if (last !== undefined && message.timestamp <= last.timestamp)
    return `I2: message ${message.seq} has a timestamp that does not follow that of ${last.seq}.`;
  return undefined;
}

function problemOfChange(
  thread: Thread,
  action: Action,
  outcome: Outcome,
  { after, message }: HeadChange,
  messages: readonly RecordedMessage[],
): string | undefined {
  if (outcome.type === 'repeated') return `I20: it stores again what message ${outcome.number} says.`;
  if (outcome.type === 'refused') return `A ${action.type} is to be refused: ${outcome.why}.`;
  if (after === null) return undefined;
  const now = message === undefined ? messages : [...messages, message];
  const wrong = differences(
    outcome.thread,
    viewOf(after, deliveredIn(after, now)),
    headOf(after).channel === 'telegram',
  );
  if (wrong.length > 0) return `After a ${action.type}: ${wrong.join('; ')}.`;
  return message?.sender === botName ? problemOfReply(thread, outcome.thread, message, messages) : undefined;
}

/** I3: what a reply deals with is what the bot was asked about, has expired, or was deleted. */
function problemOfReply(
  before: Thread,
  after: Thread,
  { text, timestamp }: RecordedMessage,
  messages: readonly RecordedMessage[],
): string | undefined {
  const { answers } = answerIn(text);
  const known = numbersIn(messages, answers);
  const stillOpen = openIn(after);
  const unheard = openIn(before).filter(
    (number) =>
      !stillOpen.includes(number) &&
      !known.includes(number) &&
      !before.entries[number - 1]?.isDeleted &&
      (messages[number - 1]?.expiresAt ?? 0) * 1_000 > timestamp,
  );
  return unheard.length === 0 ? undefined : `I3: a reply deals with message ${unheard} but does not know it.`;
}
