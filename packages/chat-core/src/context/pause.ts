import { setTimeout } from 'node:timers/promises';
import type { ChatContext } from './chat-context.ts';
import { remainingMs } from './deadline.ts';

/** Waits as the context says, or by a timer, but not beyond the context's deadline: the next request fails by it. */
export const pauseFor = (context: ChatContext, milliseconds: number): Promise<unknown> => {
  const { pause = setTimeout } = context;
  return pause(Math.min(milliseconds, Math.max(remainingMs(context), 0)));
};
