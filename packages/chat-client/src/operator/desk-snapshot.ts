import type { DutyStatus, Note, ServerFrame, ThreadRow } from '@switchboard/protocol';
import type { Clock } from '../clock.ts';
import type { DeskListsState } from './desk-lists.ts';

/** `full`: the operator has enough to do, and sees changes of the queue without an alert. */
export type Duty = DutyStatus;

/** What is known of a thread's customer. */
export type Customer = Omit<ServerFrame<'customer'>, 'event'>;

/** An operator who has been here lately. */
export type Colleague = ServerFrame<'operators'>['operators'][number];

/** An operator who has a thread open before them. */
export type ThreadViewer = ServerFrame<'viewers'>['viewers'][number];

/** A reply that is kept for everybody. */
export type CannedReply = ServerFrame<'canned'>['replies'][number];

/** Who has a thread now, as the answer to a change of its owner says. */
export type Takeover = Omit<ServerFrame<'takeover'>, 'event'>;

/** What a console shows of an operator's work. A new object after every change, and never changed itself. */
export interface DeskSnapshot {
  readonly lists: DeskListsState;
  /** Notes of the threads whose notes were loaded, oldest first. */
  readonly notes: ReadonlyMap<string, readonly Note[]>;
  readonly duty: Duty;
  /** With this many threads the operator is `full`; 0: never. `undefined` until the server has said it. */
  readonly capacity: number | undefined;
  /** The operators who have a thread open before them, this one included, by thread. */
  readonly viewers: ReadonlyMap<string, readonly ThreadViewer[]>;
  /** Tags of the threads that were tagged while this operator looked on; rows have those of before. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

/** What a desk tells, by name: what an operator should be alerted of. */
export interface DeskEvents {
  /** A thread has begun to wait for a person, or its bot asks operators something: then the row has a `question`. */
  queued: ThreadRow;
  /** This operator got a thread from someone else, or claimed it on another device. */
  assigned: { readonly threadId: string };
  /** A thread does not exist any more, for example because everything of its customer was erased. */
  gone: { readonly threadId: string };
  /** Something could not be loaded, or the duty could not be set again, after a reconnection. */
  failure: unknown;
}

export interface OperatorDeskOptions {
  /** Rows in a page of a list, 1 to 50. @default 50 */
  readonly pageSize?: number;
  /** A new id, unique among the notes of a thread. @default crypto.randomUUID */
  readonly newId?: () => string;
  /** @default that of the system */
  readonly clock?: Clock;
}
