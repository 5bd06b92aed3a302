import { changeableMs, lateMs } from '../append/changeable.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { queryMessages } from './query-messages.ts';
import type { StoredMessage } from './stored-message.ts';

const pageSize = 100;

/**
 * The message that another one tells a change of, as it is now: one Query, as it was written shortly before.
 *
 * @returns `undefined` where the message tells of no change, or what it changed is gone
 */
export async function readChanged(
  context: ChatContext,
  { threadId, timestamp, change }: StoredMessage,
): Promise<StoredMessage | undefined> {
  if (change === undefined) return undefined;
  const range = { after: timestamp - changeableMs - lateMs, before: timestamp, limit: pageSize };
  let cursor: string | undefined;
  do {
    const page = await queryMessages(context, {
      threadId,
      ...range,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.outcome === 'invalidCursor') throw new Error('A history does not know its own cursor');
    const target = page.messages.find(({ seq }) => seq === change.seq);
    if (target !== undefined) return target;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return undefined;
}
