import { backoffMs } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { commit } from '../context/commit.ts';
import { remainingMs } from '../context/deadline.ts';
import { pauseFor } from '../context/pause.ts';
import { ThreadBusyError } from '../errors.ts';
import { decideOwner, type OwnerChange, type OwnerRefusal } from './change-owner.ts';
import { updateHead } from './head-item.ts';
import { readThread } from './read-thread.ts';
import type { ThreadHead } from './thread-head.ts';

const mostTries = 20;
const backoff = { baseMs: 20, capMs: 500 };

export type OwnershipResult =
  | {
      readonly outcome: 'changed';
      readonly head: ThreadHead;
      /** As it was before. */
      readonly before: ThreadHead;
    }
  | OwnerRefusal;

/**
 * Lets an operator take a thread over or give it away. Once a claim has returned, no bot can commit a message to the
 * thread until it is given back or the lease runs out.
 *
 * @throws {ThreadBusyError} when others wrote to the thread at every try: nothing was changed
 */
export async function changeOwner(
  context: ChatContext,
  {
    threadId,
    userId,
    change,
  }: { readonly threadId: string; readonly userId: string; readonly change: OwnerChange },
): Promise<OwnershipResult> {
  const changed = await changeThread(context, threadId, (head) =>
    decideOwner(head, userId, change, context.now()),
  );
  return 'outcome' in changed ? changed : { outcome: 'changed', ...changed };
}

/** What a decision about a head gives that is not to be changed. */
interface Unchanged {
  readonly outcome: string;
}

/**
 * Brings a thread's head to what a decision makes of it, decided again whenever someone else has written in between.
 * One read and one write while nobody has.
 *
 * @param decide the next head, or an object with an `outcome` where nothing is to be written
 * @param read the head as the caller has just read it. @default it is read
 */
export async function changeThread<Refusal extends Unchanged>(
  context: ChatContext,
  threadId: string,
  decide: (head: ThreadHead | null) => ThreadHead | Refusal,
  read?: ThreadHead | null,
): Promise<{ readonly head: ThreadHead; readonly before: ThreadHead } | Refusal> {
  let head = read === undefined ? await readThread(context, threadId) : read;
  for (let tries = 1; ; tries += 1) {
    const next = decide(head);
    if ('outcome' in next) return next;
    if (head === null) throw new TypeError('A decision made a head where there is no thread');
    const item = { Update: updateHead(context.tables.threads, head, next, context.now()) };
    // A transaction although it is one write: its token tells a repetition after a lost answer from a lost race.
    const outcome = await commit(context, [{ name: 'head', item }]);
    if (outcome.type === 'committed') return { head: { ...next, version: head.version + 1 }, before: head };
    const pauseMs = backoffMs(tries, backoff, context.random);
    if (tries === mostTries || pauseMs >= remainingMs(context)) throw new ThreadBusyError(threadId, tries);
    await pauseFor(context, pauseMs);
    head = await readThread(context, threadId);
  }
}
