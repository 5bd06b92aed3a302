import { backoffMs } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { pauseFor } from '../context/pause.ts';
import type { AppendWrite } from './append-transaction.ts';
import { type CommitOutcome, commit } from './commit.ts';

/** Tries to learn what became of one transaction, beyond those of the SDK in each. */
const mostTries = 3;
const backoff = { baseMs: 200, capMs: 1_000 };

/**
 * Sends one transaction until it is known what became of it. A try without an answer may have been applied: the token
 * makes the next one harmless, and DynamoDB answers that one as it would have answered the first.
 *
 * @throws the error of a try that had no answer, when no later one had a clear answer
 */
export async function commitSurely(
  context: ChatContext,
  writes: readonly AppendWrite[],
): Promise<CommitOutcome> {
  const token = context.newId();
  let unanswered: { readonly error: unknown } | undefined;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const answer = await commit(context, writes, token);
    if (answer.type === 'unknown') unanswered = answer;
    // While nothing is decided, a try without an answer may still be applied: only the same one may follow it.
    else if (answer.type !== 'busy' || unanswered === undefined) return answer;
    await pauseFor(context, backoffMs(tries, backoff, context.random));
  }
  throw unanswered?.error;
}
