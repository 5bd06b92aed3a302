import type { ChatContext } from '../context/chat-context.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { queryMessages } from './query-messages.ts';
import type { StoredMessage } from './stored-message.ts';

const pageSize = 100;

/**
 * The messages of users that wait for an answer by what a head says, oldest first; none where all of them have expired
 * or were deleted.
 * One Query, and one more for each 100 messages of others that were written after them.
 *
 * @param most the newest so many of them
 */
export async function readUnanswered(
  context: ChatContext,
  head: ThreadHead,
  most: number,
): Promise<readonly StoredMessage[]> {
  const { threadId, seq, answeredSeq, lastTimestamp } = head;
  const found: StoredMessage[] = [];
  // Numbers have no gap, so they say how many messages there are to look through.
  let left = seq - answeredSeq;
  // What was written after the head was read must not push anything out of the page.
  let before = lastTimestamp + 1;
  while (left > 0 && found.length < most) {
    const limit = Math.min(left, pageSize);
    const page = await queryMessages(context, { threadId, before, limit });
    const messages = page.outcome === 'page' ? page.messages : [];
    found.unshift(
      ...messages.filter(
        ({ messageType, status, seq: number }) =>
          messageType === 'user' && status !== 'deleted' && number > answeredSeq,
      ),
    );
    left = messages.length < limit ? 0 : left - limit;
    before = messages[0]?.timestamp ?? 0;
  }
  return found.slice(-most);
}
