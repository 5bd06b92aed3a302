import type { ChatContext } from '../context/chat-context.ts';
import { readItems } from '../context/read-items.ts';
import { parseHead } from './head-item.ts';
import type { ThreadHead } from './thread-head.ts';

/**
 * Reads the heads of any number of threads, a hundred in a request. Those that are not there are left out.
 *
 * @throws {BatchIncompleteError} when DynamoDB is too busy: nothing is known of some of the threads
 */
export async function readThreads(
  context: ChatContext,
  threadIds: readonly string[],
): Promise<readonly ThreadHead[]> {
  const keys = [...new Set(threadIds)].map((threadId) => ({ threadId }));
  const items = await readItems(context, context.tables.threads, keys);
  const now = context.now();
  return items.flatMap((item) => parseHead(item, now) ?? []);
}
