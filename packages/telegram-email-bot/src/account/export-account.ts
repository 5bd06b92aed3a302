import { exportUser } from '@switchboard/chat-core';
import { exportUserData } from '@switchboard/data-core';
import { findAddress } from '../addresses/address-store.ts';
import { userIdOf } from '../chat/telegram-thread.ts';
import { readUser } from '../users/user-store.ts';
import { mailsOf } from './account-mails.ts';
import { type AccountContext, accountPlaces } from './account-places.ts';

/** Something that is stored of a chat. */
interface AccountItem {
  readonly table: string;
  readonly item: unknown;
}

/** Everything that is stored of a chat: what was written is there as it was written, secrets and raw mails are not. */
async function* accountItems(dependencies: AccountContext, chatId: number): AsyncGenerator<AccountItem> {
  const { context, chat } = dependencies;
  const user = await readUser(context, chatId);
  if (user) {
    const { lastUpdate: _, ...shown } = user;
    yield { table: 'telegram-users', item: shown };
  }
  for (const address of Object.keys(user?.addresses ?? {})) {
    const item = await findAddress(context, address);
    if (item) yield { table: 'partitioned_keys', item };
  }
  for await (const states of mailsOf(context, chatId)) {
    for (const { id, status, outcome, facts } of states)
      yield { table: 'email-processing-state', item: { id, status, outcome, ...facts } };
  }
  const places = await accountPlaces(dependencies, chatId);
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await exportUserData(places, cursor);
    yield* page.items;
    cursor = page.cursor;
  }
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await exportUser(chat, userIdOf(chatId), cursor);
    if (page.outcome === 'invalidCursor') return;
    yield* page.items;
    cursor = page.cursor;
  }
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
  for await (const item of accountItems(dependencies, chatId)) {
    const line = JSON.stringify(item);
    if (bytes + line.length > mostBytes && lines.length > 0) {
      yield file();
      [lines, bytes] = [[], 0];
    }
    lines.push(line);
    bytes += Buffer.byteLength(line) + 2;
  }
  yield file();
}
