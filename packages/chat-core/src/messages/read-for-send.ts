import type { UserConnection } from '../connections/connection.ts';
import { parseConnection } from '../connections/connection-item.ts';
import { batchGet } from '../context/batch-get.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { parseHead } from '../threads/head-item.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** What is to be known before a user's message is taken. */
export interface SendView {
  /** `null`: the message will make the thread. */
  readonly head: ThreadHead | null;
  /** `null`: the user never connected. */
  readonly connection: UserConnection | null;
}

/** Reads the head of a thread and the connections of who is about to write there, in one request. */
export async function readForSend(
  context: ChatContext,
  { threadId, userId }: { readonly threadId: string; readonly userId: string },
): Promise<SendView> {
  const { threads, connections } = context.tables;
  const found = await batchGet(context, { [threads]: [{ threadId }], [connections]: [{ userId }] });
  const now = context.now();
  const [connection] = found[connections] ?? [];
  return {
    head: parseHead(found[threads]?.[0], now),
    connection: connection === undefined ? null : parseConnection(connection, now),
  };
}
