import { batchGet, keysPerRequest } from '../context/batch-get.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { inGroups, inParallel } from '../context/in-parallel.ts';
import { parseHead } from './head-item.ts';
import type { ThreadHead } from './thread-head.ts';

const requestsAtOnce = 8;

/** Reads the heads of any number of threads, a hundred in a request, in no order. Those that are not there are left out. */
export async function readThreads(
  context: ChatContext,
  threadIds: readonly string[],
): Promise<readonly ThreadHead[]> {
  const table = context.tables.threads;
  const groups = inGroups([...new Set(threadIds)], keysPerRequest);
  const found = await inParallel(groups, requestsAtOnce, (group) =>
    batchGet(context, { [table]: group.map((threadId) => ({ threadId })) }),
  );
  return found.flatMap((items) => items[table] ?? []).flatMap((item) => parseHead(item, context.now()) ?? []);
}
