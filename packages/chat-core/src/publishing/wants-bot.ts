import { ownerAt } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** Whether a bot is to answer in the thread: no human owns it, and none has taken the user over. */
export const wantsBot = (
  head: Pick<ThreadHead, 'owner'>,
  connection: { readonly isHumanOverride: boolean } | undefined,
  now: number,
): boolean => ownerAt(head, now).type === 'bot' && connection?.isHumanOverride !== true;
