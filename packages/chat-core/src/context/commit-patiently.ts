import { backoffMs } from '@switchboard/data-core';
import type { ChatContext } from './chat-context.ts';
import { commit, type TransactItem } from './commit.ts';
import { remainingMs } from './deadline.ts';
import { pauseFor } from './pause.ts';

/** How often other transactions may be in the way. */
export const mostTries = 8;
const backoff = { baseMs: 25, capMs: 1_000 };

/**
 * Commits writes that stay the same whatever others write, and tries again while other transactions are at their items.
 *
 * @returns `refused` if a condition failed; `busy` if others were in the way at every try. Nothing was stored then
 * @throws what `commit` throws
 */
export async function commitPatiently(
  context: ChatContext,
  writes: readonly TransactItem[],
): Promise<'committed' | 'refused' | 'busy'> {
  const named = writes.map((item, name) => ({ name, item }));
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const { type } = await commit(context, named);
    if (type !== 'busy') return type;
    const pauseMs = backoffMs(tries, backoff, context.random);
    if (pauseMs >= remainingMs(context)) break;
    await pauseFor(context, pauseMs);
  }
  return 'busy';
}
