import type { ServerFrame } from '@switchboard/protocol';
import type { UserConnection } from '../connections/connection.ts';
import type { ChatContext } from '../context/chat-context.ts';

/** The outcome of one post: done, the connection is gone, or try again later. */
export type PostOutcome = 'posted' | 'gone' | 'throttled';

/** Posts to single connections and closes them. Any failure that is no {@link PostOutcome} is thrown. */
export interface ConnectionPoster {
  post(connectionId: string, data: string, signal?: AbortSignal): Promise<PostOutcome>;
  /** Closes a connection; it need not be open. */
  close(connectionId: string, signal?: AbortSignal): Promise<void>;
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
  readonly gone: readonly Target[];
  /** The users read what they missed when they resume. */
  readonly failed: readonly FailedPost[];
}

/** How frames reach devices. */
export interface Deliverer {
  /** Where the users are now, everyone's live devices. One request for each 100 users. */
  findTargets(context: ChatContext, userIds: readonly string[]): Promise<readonly Target[]>;
  /**
   * Posts a frame to each of the targets. Durable frames are retried within the context's deadline, and devices that
   * turn out to be gone are removed; an ephemeral frame is posted once. A post that fails is in the report.
   */
  post(context: ChatContext, targets: readonly Target[], frame: ServerFrame): Promise<DeliveryReport>;
}

/** Connections that were read together at one moment. */
export interface KnownConnections {
  readonly connections: readonly UserConnection[];
  /** The users who were asked for. */
  readonly userIds: readonly string[];
  /** Epoch milliseconds. */
  readonly readAt: number;
}

/** One frame for users. */
export interface Delivery {
  readonly userIds: readonly string[];
  readonly frame: ServerFrame;
  /** The device that caused it, and has its answer already. */
  readonly exceptConnectionId?: string;
  /** Connections that the caller has read anyway: they serve while they are fresh. @default they are read */
  readonly known?: KnownConnections;
}

/** How long connections serve deliveries after they were read, milliseconds. */
const freshMs = 2_000;

/** Posts a frame to every live device of the users. */
export async function deliver(
  context: ChatContext,
  deliverer: Deliverer,
  { userIds, frame, exceptConnectionId, known }: Delivery,
): Promise<DeliveryReport> {
  const targets =
    known !== undefined && serves(known, userIds, context.now())
      ? targetsOf(known.connections).filter(({ userId }) => userIds.includes(userId))
      : await deliverer.findTargets(context, userIds);
  const others = targets.filter(({ connectionId }) => connectionId !== exceptConnectionId);
  return deliverer.post(context, others, frame);
}

const serves = ({ userIds, readAt }: KnownConnections, wanted: readonly string[], now: number): boolean =>
  now - readAt < freshMs && wanted.every((userId) => userIds.includes(userId));

/** The devices of some users. */
export const targetsOf = (connections: readonly UserConnection[]): readonly Target[] =>
  connections.flatMap(({ userId, devices }) =>
    devices.map(({ connectionId, connectedAt }) => ({ userId, connectionId, connectedAt })),
  );
