import type { ServerFrame } from '@switchboard/protocol';

/** What became of one post: done, the connection is no more, or try again later. */
export type PostOutcome = 'posted' | 'gone' | 'throttled';

/** Posts to one connection. Any failure that is no {@link PostOutcome} is thrown. */
export interface ConnectionPoster {
  post(connectionId: string, data: string): Promise<PostOutcome>;
}

/** A device of a user. */
export interface Target {
  readonly userId: string;
  readonly connectionId: string;
  /** When it connected, epoch milliseconds. */
  readonly connectedAt: number;
}

export interface FailedPost {
  readonly target: Target;
  /** `throttled`: at every try. */
  readonly reason: 'throttled' | 'error';
  readonly error?: unknown;
}

export interface DeliveryReport {
  readonly posted: readonly Target[];
  /** Removed from their users' items, but for those so young that they may not be open yet. */
  readonly gone: readonly Target[];
  /** The users read what they missed when they resume. */
  readonly failed: readonly FailedPost[];
}

/** How one channel reaches the participants of its threads. */
export interface Deliverer {
  /** Where the users are now, everyone's live devices. */
  findTargets(userIds: readonly string[]): Promise<readonly Target[]>;
  /** Posts a frame to each of the targets. A post that fails is in the report; what is thrown is of the tables alone. */
  post(targets: readonly Target[], frame: ServerFrame): Promise<DeliveryReport>;
}

/** One frame for everyone in a thread. */
export interface Delivery {
  readonly userIds: readonly string[];
  readonly frame: ServerFrame;
  /** The device that caused it, and has its answer already. */
  readonly exceptConnectionId?: string;
}

/** Posts a frame to every live device of the users. */
export async function deliver(
  deliverer: Deliverer,
  { userIds, frame, exceptConnectionId }: Delivery,
): Promise<DeliveryReport> {
  const targets = await deliverer.findTargets(userIds);
  return deliverer.post(
    targets.filter(({ connectionId }) => connectionId !== exceptConnectionId),
    frame,
  );
}
