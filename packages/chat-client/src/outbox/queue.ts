import type { OutgoingMessage } from './outgoing-message.ts';

export type Queue = readonly OutgoingMessage[];

/** The message to send now: one at a time, because API Gateway may run two messages of one connection at once, in any order. */
export const nextToSend = (queue: Queue): OutgoingMessage | undefined =>
  queue.find(({ status }) => status === 'sending');

export const findOutgoing = (queue: Queue, id: string | undefined): OutgoingMessage | undefined =>
  queue.find(({ clientMessageId }) => clientMessageId === id);

export const without = (queue: Queue, id: string): Queue =>
  queue.filter(({ clientMessageId }) => clientMessageId !== id);

/** The message is given up, so that it no longer holds up those behind it. */
export const withFailure = (queue: Queue, id: string, error: { code: string; message: string }): Queue =>
  queue.map((message) =>
    message.clientMessageId === id ? { ...message, status: 'failed', error } : message,
  );

/** Sends a failed message again, as if it were written now: the ones behind it have gone before. */
export function withRetry(queue: Queue, id: string): Queue {
  const failed = findOutgoing(queue, id);
  if (failed?.status !== 'failed') return queue;
  const { error: _, ...message } = failed;
  return [...without(queue, id), { ...message, status: 'sending' }];
}
