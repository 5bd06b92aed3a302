import type { ServerEvent } from './server-frames.ts';

const ephemeralEvents: ReadonlySet<ServerEvent> = new Set([
  'chunk',
  'tool',
  'reply.discarded',
  'typing',
  'presence',
  'viewers',
]);

/**
 * Whether a frame may be dropped. An ephemeral frame is posted once and never waited for: what it says is soon out of date
 * or comes again in a durable frame. A durable frame is retried, and a client that missed it gets it by resuming.
 */
export const isEphemeral = (event: ServerEvent): boolean => ephemeralEvents.has(event);
