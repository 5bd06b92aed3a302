import type { ChatContext } from '../context/chat-context.ts';
import { pauseFor } from '../context/pause.ts';
import type { AppendWrite } from './append-transaction.ts';
import { type CommitOutcome, commit } from './commit.ts';
import { pauseAfterLoss } from './pause-after-loss.ts';
import { readMessage } from './read-message.ts';
import type { StoredMessage } from './stored-message.ts';

/** Tries to learn what became of one transaction, beyond those of the SDK in each. */
const mostTries = 3;
/** What a round trip without an answer is taken for, milliseconds. */
const unansweredMs = 50;

/**
 * Sends one transaction until it is known what became of it. A try without an answer may have been applied; the token
 * makes the next one harmless, and where a condition fails after that, the message itself says whether it was by our own
 * doing.
 *
 * @throws the last try's error, when none was answered
 */
export async function commitSurely(
  context: ChatContext,
  writes: readonly AppendWrite[],
  message: StoredMessage,
): Promise<CommitOutcome> {
  const token = context.newId();
  let unanswered: unknown;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const outcome = await commit(context, writes, token);
    if (outcome.type === 'committed') return outcome;
    if (outcome.type === 'unknown') {
      unanswered = outcome.error;
      await pauseFor(
        context,
        pauseAfterLoss({ losses: tries, roundTripMs: unansweredMs, random: context.random() }),
      );
      continue;
    }
    const mayBeOurs = unanswered !== undefined || outcome.repeated;
    return mayBeOurs && (await isStored(context, message)) ? { type: 'committed' } : outcome;
  }
  throw unanswered;
}

async function isStored(
  context: ChatContext,
  { threadId, timestamp, messageId }: StoredMessage,
): Promise<boolean> {
  return (await readMessage(context, { threadId, timestamp }))?.messageId === messageId;
}
