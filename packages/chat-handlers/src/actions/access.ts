import {
  type ChatContext,
  connectionOf,
  isParticipant,
  mayOpen,
  readThreadView,
  type ThreadHead,
  type ThreadIdPolicy,
  type ThreadView,
  type ThreadViewRequest,
  type UserConnection,
} from '@switchboard/chat-core';
import { type Refusal, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';

/** The same for every thread that a customer may not know of. */
export const foreignThread: Refusal = refuse(
  'thread.forbidden',
  'This thread belongs to others: use the id of a thread that you take part in, or a new one',
);

export const noThread: Refusal = refuse(
  'thread.notFound',
  'There is no such thread: its first message opens it',
);

export const revoked: Refusal = refuse(
  'session.revoked',
  'The session of this connection has ended: connect again',
);

export const operatorsOnly: Refusal = refuse(
  'action.forbidden',
  'Only operators may do that: connect with a token of the role operator',
);

/** A thread that the asker may see. */
export interface Access {
  /** `null` where the asker may open the thread and nobody has yet. */
  readonly head: ThreadHead | null;
  /** The asker's own connections. */
  readonly connection: UserConnection;
  readonly view: ThreadView;
}

/**
 * Reads the thread of a frame and decides whether the asker may see it. This is the only place that decides it. One
 * request, which also tells whether the asker's session still holds: a revoked session has no device any more.
 *
 * An operator may see every thread, and a customer those in which they take part. Where a customer may open only
 * threads of their own, the answer for any other id is the same whether or not there is a thread of it.
 *
 * @param others items of other tables to read in the same request; the view has them
 */
export async function accessThread(
  threadIds: ThreadIdPolicy,
  {
    context,
    identity,
    connectionId,
    frame,
  }: Pick<ActionRequest, 'context' | 'identity' | 'connectionId'> & {
    readonly frame: { readonly threadId: string };
  },
  others: ThreadViewRequest['others'] = [],
): Promise<Access | Refusal> {
  const { userId, role } = identity;
  const { threadId } = frame;
  const view = await readThreadView(context, { threadId, userIds: [userId], others });
  const { head } = view;
  const connection = connectionOf(view, userId);
  if (connection === null || !hasDevice(connection, connectionId)) return revoked;
  const mayKnow = head === null ? mayOpen(threadIds, userId, threadId) : isParticipant(head, userId);
  return role === 'operator' || mayKnow ? { head, connection, view } : foreignThread;
}

/** The same for a frame that is about no thread: whether the asker's session still holds. One request. */
export async function accessSession(
  context: ChatContext,
  { identity, connectionId }: Pick<ActionRequest, 'identity' | 'connectionId'>,
  readConnection: (context: ChatContext, userId: string) => Promise<UserConnection | null>,
): Promise<UserConnection | Refusal> {
  const connection = await readConnection(context, identity.userId);
  return connection === null || !hasDevice(connection, connectionId) ? revoked : connection;
}

const hasDevice = ({ devices }: UserConnection, connectionId: string): boolean =>
  devices.some((device) => device.connectionId === connectionId);
