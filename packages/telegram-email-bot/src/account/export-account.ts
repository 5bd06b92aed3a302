import { exportUser, remainingMs } from '@switchboard/chat-core';
import { exportUserData } from '@switchboard/data-core';
import { isRecord } from '@switchboard/protocol';
import { findAddress } from '../addresses/address-store.ts';
import { userIdOf } from '../chat/telegram-thread.ts';
import type { AccountCounts } from '../notices/mail-state.ts';
import { readChat } from '../users/user-store.ts';
import { mailsOf } from './account-mails.ts';
import { type AccountContext, accountPlaces } from './account-places.ts';

/** What a stored item is in the eyes of the chat's person. */
type AccountItemKind = 'address' | 'mail' | 'conversation' | 'message' | 'other';

/** An item that is stored about a chat. */
interface AccountItem {
  readonly table: string;
  readonly kind: AccountItemKind;
  readonly item: unknown;
}

/** Everything that is stored about a chat, texts as they were written, without secrets and raw mails. */
async function* accountItems(dependencies: AccountContext, chatId: number): AsyncGenerator<AccountItem> {
  const { context, chat } = dependencies;
  const { user, talksAs } = await readChat(context, chatId);
  if (talksAs !== chatId) yield* accountItems(dependencies, talksAs);
  if (user) {
    const { lastUpdate: _, ...shown } = user;
    yield { table: 'telegram-users', kind: 'other', item: shown };
  }
  for (const address of Object.keys(user?.addresses ?? {})) {
    const item = await findAddress(context, address);
    if (item) yield { table: 'partitioned_keys', kind: 'address', item };
  }
  // Several items may name one mail.
  const known = new Set<string>();
  for await (const states of mailsOf(context, chatId)) {
    for (const { id, status, outcome, facts } of states) {
      if (known.has(id)) continue;
      known.add(id);
      const kind = facts === undefined || facts.rawKey === '' ? 'other' : 'mail';
      yield { table: 'email-processing-state', kind, item: { id, status, outcome, ...facts } };
    }
  }
  const places = await accountPlaces(dependencies, chatId);
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await exportUserData(places, cursor);
    for (const item of page.items) yield { ...item, kind: 'other' };
    cursor = page.cursor;
  }
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await exportUser(chat, userIdOf(chatId), cursor);
    if (page.outcome === 'invalidCursor') return;
    for (const item of page.items) yield { ...item, kind: kindOf[item.table] ?? 'other' };
    cursor = page.cursor;
  }
}

const kindOf: Readonly<Record<string, AccountItemKind>> = { threads: 'conversation', messages: 'message' };

/**
 * Counts what an export would contain. The receipt of an erasure names these counts, however often the erasure dies on the way.
 *
 * @returns null if half of the remaining time was not enough
 */
export async function countAccount(
  dependencies: AccountContext,
  chatId: number,
): Promise<AccountCounts | null> {
  const { chat } = dependencies;
  const until = chat.now() + remainingMs(chat) / 2;
  const counts = { address: 0, mail: 0, conversation: 0, message: 0, other: 0 };
  let sharedMails = 0;
  for await (const { kind, item } of accountItems(dependencies, chatId)) {
    if (chat.now() > until) return null;
    counts[kind] += 1;
    if (isRecord(item) && item.isShared === true) sharedMails += 1;
  }
  const { address: addresses, mail: mails, conversation: conversations, message: messages } = counts;
  return { addresses, mails, conversations, messages, others: counts.other, sharedMails };
}

/** How much of it one file has, bytes. Telegram takes files of at most 50 MB. */
const largestFileBytes = 20 * 1024 * 1024;

/** @returns files of JSON, each an array of what is stored: `{table, item}` */
export async function* exportFiles(
  dependencies: AccountContext,
  chatId: number,
  mostBytes = largestFileBytes,
): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  let bytes = 0;
  const file = () => Buffer.from(`[\n${lines.join(',\n')}\n]\n`);
  for await (const { table, item } of accountItems(dependencies, chatId)) {
    const line = JSON.stringify({ table, item });
    if (bytes + line.length > mostBytes && lines.length > 0) {
      yield file();
      [lines, bytes] = [[], 0];
    }
    lines.push(line);
    bytes += Buffer.byteLength(line) + 2;
  }
  yield file();
}
