import type { Action } from '../action.ts';
import type { Thread } from '../thread.ts';

/** Something that a client does, and does again until it gets an answer. */
export interface Task {
  readonly label: string;
  /** @param seen the thread as the first try reads it */
  readonly action: (seen: Thread) => Action;
}

/** Someone who acts, one step at a time, beside all the others. */
export type Role =
  | { readonly type: 'client'; readonly name: string; readonly tasks: readonly Task[] }
  /** Answers when it was told that something waits; two of them at once are what a lease that ran out leads to. */
  | {
      readonly type: 'responder';
      readonly name: string;
      /** How often it looks. */
      readonly turns: number;
      readonly handsOver?: boolean;
      readonly onlyIfNewest?: boolean;
      /** It may find that everything has expired. */
      readonly settles?: boolean;
    }
  | { readonly type: 'sweeper'; readonly name: string; readonly sweeps: number }
  /** What happens without anyone's doing, in this order, at any time. */
  | { readonly type: 'nature'; readonly name: string; readonly events: readonly NatureEvent[] };

export type NatureEvent =
  /** Half an hour and a minute pass: leases run out, and the sweeper finds what waits. */
  | { readonly type: 'timePasses' }
  | { readonly type: 'expire' }
  | { readonly type: 'override'; readonly user: string; readonly isOn: boolean };

/** A small world. All of what can happen in it is explored. */
export interface Scenario {
  readonly name: string;
  readonly roles: readonly Role[];
  /** How many functions die, at any of their steps. */
  readonly crashes: number;
  /** What the thread has been through. @default nothing */
  readonly before?: readonly Action[];
}
