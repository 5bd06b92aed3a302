import { backoffMs } from '@switchboard/data-core';
import { ItemsBusyError } from '../errors.ts';
import type { ChatContext } from './chat-context.ts';
import { commit, type FailedWrite, type TransactItem } from './commit.ts';
import { remainingMs } from './deadline.ts';
import { pauseFor } from './pause.ts';

/** How often other transactions may be in the way. */
const mostTries = 8;
const backoff = { baseMs: 25, capMs: 1_000 };

/**
 * Commits writes that do not depend on what others write, and tries again while other transactions use their items.
 *
 * @returns false if a condition failed: nothing was stored
 * @throws {ItemsBusyError} when others were in the way at every try, or the deadline is near: nothing was stored
 * @throws what `commit` throws
 */
export const commitPatiently = async (
  context: ChatContext,
  writes: readonly TransactItem[],
): Promise<boolean> => (await commitOrTell(context, writes)).length === 0;

/**
 * The same as {@link commitPatiently}, for a caller who has to know what was in the way.
 *
 * @returns the writes whose conditions failed, by their places; none if all were stored
 */
export async function commitOrTell(
  context: ChatContext,
  writes: readonly TransactItem[],
): Promise<readonly FailedWrite<number>[]> {
  const named = writes.map((item, name) => ({ name, item }));
  for (let tries = 1; ; tries += 1) {
    const outcome = await commit(context, named);
    if (outcome.type === 'committed') return [];
    if (outcome.type === 'refused') return outcome.failed;
    const pauseMs = backoffMs(tries, backoff, context.random);
    if (tries === mostTries || pauseMs >= remainingMs(context)) throw new ItemsBusyError(tries);
    await pauseFor(context, pauseMs);
  }
}
