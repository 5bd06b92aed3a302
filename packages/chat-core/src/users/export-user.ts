import { Buffer } from 'node:buffer';
import { parseJson } from '@switchboard/protocol';
import * as v from 'valibot';
import { readConnection } from '../connections/read-connections.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { queryMessages } from '../messages/query-messages.ts';
import { wireMessage } from '../messages/stored-message.ts';
import { listThreadIds } from '../threads/listed-threads.ts';
import { customersOf } from '../threads/ownership.ts';
import { readThread } from '../threads/read-thread.ts';

/** Something that is kept of a user, in a table. */
export interface UserItem {
  readonly table: string;
  readonly item: Readonly<Record<string, unknown>>;
}

export type UserExport =
  | {
      readonly outcome: 'page';
      readonly items: readonly UserItem[];
      /** Give it back to go on; absent at the end. */
      readonly cursor?: string;
    }
  | { readonly outcome: 'invalidCursor' };

/** A place between two pages: a thread, by its id, and where its messages go on. */
const cursorSchema = v.strictTuple([v.string(), v.nullable(v.string())]);

const pageSize = 100;

/**
 * Reads what is kept of a user, a page at a time: the connections first, then the messages of each thread in which the
 * user takes part, everyone's, in the order of the threads' ids.
 */
export async function exportUser(context: ChatContext, userId: string, cursor?: string): Promise<UserExport> {
  const from = cursor === undefined ? undefined : decode(cursor);
  if (from === null) return { outcome: 'invalidCursor' };
  const threadIds = (await listThreadIds(context, userId)).toSorted();
  if (from === undefined) {
    const connection = await readConnection(context, userId);
    const items = connection === null ? [] : [{ table: 'connections', item: { ...connection } }];
    return { outcome: 'page', items, ...cursorTo(threadIds[0]) };
  }
  const [threadId, position] = from;
  const next = cursorTo(threadIds.find((id) => id > threadId));
  const head = threadIds.includes(threadId) ? await readThread(context, threadId) : null;
  // An operator's list has the threads of customers for whom they have uploaded files.
  if (head === null || !customersOf(head).includes(userId)) return { outcome: 'page', items: [], ...next };
  const page = await queryMessages(context, {
    threadId,
    direction: 'forward',
    limit: pageSize,
    ...(position === null ? {} : { cursor: position }),
  });
  if (page.outcome === 'invalidCursor') return page;
  const messages = page.messages.map((message) => ({ table: 'messages', item: wireMessage(message) }));
  const items = position === null ? [{ table: 'threads', item: { ...head } }, ...messages] : messages;
  return { outcome: 'page', items, ...(page.cursor === undefined ? next : cursorTo(threadId, page.cursor)) };
}

const cursorTo = (
  threadId: string | undefined,
  position: string | null = null,
): { readonly cursor?: string } =>
  threadId === undefined
    ? {}
    : { cursor: Buffer.from(JSON.stringify([threadId, position])).toString('base64url') };

function decode(cursor: string): readonly [string, string | null] | null {
  const result = v.safeParse(cursorSchema, parseJson(Buffer.from(cursor, 'base64url').toString()));
  return result.success ? result.output : null;
}
