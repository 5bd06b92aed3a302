import type { Action } from '../action.ts';
import { step } from '../step.ts';
import { type Thread, unusedThread } from '../thread.ts';
import type { Implementation } from './implementation.ts';
import type { NatureEvent, Scenario } from './scenario.ts';

/** What a role wants to do, and the head that made it want that. */
export interface Wish<Head> {
  readonly action: Action;
  readonly basis: Head | null;
}

/** How far a role has come. */
export interface Progress<Head> {
  /** How many of its tasks are over. */
  readonly tasks: number;
  /** `was refused`: it still has to look whether a first try of its own was stored. `has written`: nobody was told yet. */
  readonly phase: 'rests' | 'was refused' | 'has written';
  /** What it wants since it read the thread, if others have written after that. */
  readonly wish?: Wish<Head>;
}

/** Everything, at one moment. */
export interface World<Head> {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly head: Head | null;
  /** What the thread is by the specification. */
  readonly thread: Thread;
  /** A responder was told that something waits. It may be told so again at any time. */
  readonly isTold: boolean;
  /** How many functions may still die. */
  readonly crashes: number;
  readonly progress: readonly Progress<Head>[];
}

const startAt = 1_000_000;
/** Longer than an operator's lease, and than the sweeper ever waits. */
const passingMs = 31 * 60_000;

/** The world in which a scenario begins. */
export function initialWorld<Head extends object>(
  implementation: Implementation<Head>,
  { roles, crashes, before = [] }: Scenario,
): World<Head> {
  const progress = roles.map((): Progress<Head> => ({ tasks: 0, phase: 'rests' }));
  const unused = {
    now: startAt,
    head: null,
    thread: unusedThread,
    isTold: before.length > 0,
    crashes,
    progress,
  };
  return before.reduce<World<Head>>((world, action) => {
    // The sweeper does nothing before time has passed.
    const later = action.type === 'sweep' ? worldAfter(world, { type: 'timePasses' }) : world;
    const decision = implementation.decide(later.head, action, later.head, later.now);
    const outcome = step(later.thread, action);
    if (decision.type === 'refused' || outcome.type !== 'done')
      throw new TypeError(`The scenario cannot begin with ${JSON.stringify(action)}`);
    return { ...later, head: decision.head, thread: outcome.thread };
  }, unused);
}

/** The world after something that is nobody's doing. */
export function worldAfter<Head>(world: World<Head>, event: NatureEvent): World<Head> {
  switch (event.type) {
    case 'timePasses':
      return { ...world, now: world.now + passingMs, thread: become(world.thread, { type: 'lapse' }) };
    case 'expire':
      return { ...world, now: world.now + 1_000, head: null, thread: become(world.thread, event) };
    case 'override':
      return { ...world, thread: become(world.thread, event) };
  }
}

function become(thread: Thread, action: Action): Thread {
  const outcome = step(thread, action);
  return outcome.type === 'done' ? outcome.thread : thread;
}
