import type { ServerFrame } from '@switchboard/protocol';
import type { ChatContext } from '../context/chat-context.ts';
import { type Deliverer, type DeliveryReport, deliver, type KnownConnections } from '../delivery/delivery.ts';
import { messageFrame, type StoredMessage } from '../messages/stored-message.ts';
import { publishAlert } from '../publishing/publish-alert.ts';
import { type Publisher, publishOutbound } from '../publishing/publish-message.ts';
import { customersOf, userIdsOf } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { isPushed } from './channel.ts';

/** The ways in which a thread's participants are told what happens in it. */
export interface Announcer {
  /** To devices that are connected. */
  readonly deliverer: Deliverer;
  /** To the functions of channels that are pushed to. */
  readonly outbound: Publisher;
  /** To people who should be alerted. @default nobody is */
  readonly alerts?: Publisher;
}

export interface Announcement {
  readonly head: ThreadHead;
  readonly exceptConnectionId?: string;
  readonly known?: KnownConnections;
}

/**
 * Brings a stored message to everyone in its thread, by whatever channel, and alerts customers who have left. What does
 * not arrive now is made good: a device gets it when it resumes, and the sweeper finds a thread whose channel was not told.
 */
export async function announceMessage(
  context: ChatContext,
  announcer: Announcer,
  message: StoredMessage,
  announcement: Announcement,
): Promise<DeliveryReport> {
  const [report] = await Promise.all([
    announceFrame(context, announcer, messageFrame(message), announcement),
    tellChannel(context, announcer, announcement.head),
  ]);
  await alertOfUnseen(context, announcer, message, announcement.head, report);
  return report;
}

/**
 * A customer without a connected device is alerted to what others wrote: an operator, the bot, or the system. One request,
 * and only where that is so.
 */
async function alertOfUnseen(
  context: ChatContext,
  { alerts }: Announcer,
  { threadId, timestamp, messageType, change }: StoredMessage,
  head: ThreadHead,
  { posted }: DeliveryReport,
): Promise<void> {
  if (alerts === undefined || messageType === 'user' || change !== undefined || isPushed(head.channel))
    return;
  const reached = new Set(posted.map(({ userId }) => userId));
  const userIds = customersOf(head).filter((userId) => !reached.has(userId));
  if (userIds.length > 0)
    await publishAlert(context, alerts, { type: 'unseen', threadId, timestamp, userIds });
}

/** Brings a frame to every connected device of the thread's participants. */
export async function announceFrame(
  context: ChatContext,
  { deliverer }: Announcer,
  frame: ServerFrame,
  { head, exceptConnectionId, known }: Announcement,
): Promise<DeliveryReport> {
  return deliver(context, deliverer, {
    userIds: userIdsOf(head),
    frame,
    ...(exceptConnectionId === undefined ? {} : { exceptConnectionId }),
    ...(known === undefined ? {} : { known }),
  });
}

/** Tells a channel that is pushed to, if the thread owes it messages. */
export async function tellChannel(
  context: ChatContext,
  { outbound }: Pick<Announcer, 'outbound'>,
  { threadId, channel, undeliveredSince }: ThreadHead,
): Promise<void> {
  if (!isPushed(channel) || undeliveredSince === undefined) return;
  await publishOutbound(context, outbound, { threadId, channel, type: 'message' });
}

/** Shows in a channel that is pushed to that a reply is being written. Best effort. */
export async function showTyping(
  context: ChatContext,
  { outbound }: Pick<Announcer, 'outbound'>,
  { threadId, channel }: ThreadHead,
): Promise<void> {
  if (isPushed(channel)) await publishOutbound(context, outbound, { threadId, channel, type: 'typing' });
}
