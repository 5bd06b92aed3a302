import type { Thread } from '@switchboard/specification';
import type { Journal, Moment } from '../history/journal.ts';
import type { Life, Replay } from '../history/replay.ts';
import type { Stored } from '../history/stored.ts';
import type { BucketObject } from '../services/bucket.ts';

/** All that is known of a run. */
export interface History {
  readonly journal: Journal;
  readonly replay: Replay;
  /** What was in the tables whenever all was calm. There is one at least. */
  readonly snapshots: readonly Snapshot[];
}

export interface Snapshot extends Moment {
  readonly stored: Stored;
  /** What was in the bucket. */
  readonly objects: readonly BucketObject[];
}

/** @returns a sentence for each way in which a history breaks a promise */
export type Check = (history: History) => readonly string[];

/** The thread by the specification after a step; `undefined` where the life had not begun, or had ended. */
export function threadAfter({ states, endedAt }: Life, step: number): Thread | undefined {
  if (endedAt !== undefined && endedAt <= step) return undefined;
  return states.findLast((state) => state.step <= step)?.thread;
}

/** What a thread was between two steps, at their ends included. */
export const threadsBetween = ({ states }: Life, from: number, until: number): readonly Thread[] =>
  states
    .filter(
      ({ step }, index) => step <= until && (states[index + 1]?.step ?? Number.POSITIVE_INFINITY) > from,
    )
    .map(({ thread }) => thread);

/** Whether somebody whose erasure was begun was a customer in a life. */
export const isErased = ({ journal }: History, life: Life): boolean =>
  journal.erasing.some((user) => life.states.some(({ thread }) => thread.customers.includes(user)));
