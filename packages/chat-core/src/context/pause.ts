import { setTimeout } from 'node:timers/promises';
import type { ChatContext } from './chat-context.ts';

/** Waits as the context says, or by a timer. */
export const pauseFor = ({ pause = setTimeout }: ChatContext, milliseconds: number): Promise<unknown> =>
  pause(milliseconds);
