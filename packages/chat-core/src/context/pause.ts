import { setTimeout } from 'node:timers/promises';
import type { ChatContext } from './chat-context.ts';
import { remainingMs } from './deadline.ts';

/** Waits with the context's `sleep` or a timer, at most until the context's deadline, after which the next request fails. */
export const pauseFor = (context: ChatContext, milliseconds: number): Promise<unknown> => {
  const { pause = setTimeout } = context;
  return pause(Math.min(milliseconds, Math.max(remainingMs(context), 0)));
};
