import { Bot, type Context, type SessionFlavor, session } from 'grammy';
import { createTestClient, createTestTable } from '../../test/test-table.ts';
import { KeyValueTable } from '../primitives/keys/key-value-table.ts';
import { keysTable } from '../primitives/keys/keys.table.ts';
import { grammyStorage } from './grammy.ts';

interface Session {
  count: number;
  since: Date;
  seen: Set<number>;
}
type SessionContext = Context & SessionFlavor<Session>;

const client = createTestClient();
const t0 = 1_700_000_000_000;
let nowMs = t0;
let table: KeyValueTable;

beforeAll(async () => {
  const tableName = await createTestTable(client, keysTable);
  table = new KeyValueTable({ namespace: 'session', tableName, client, now: () => nowMs });
});

const createBot = () => {
  const botInfo = { id: 1, is_bot: true as const, first_name: 'bot', username: 'a_bot' };
  const flags = {
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
  // The rest of what Telegram says of a bot does not matter to sessions.
  const bot = new Bot<SessionContext>('1:token', { botInfo: Object.assign(botInfo, flags) as never });
  const initial = (): Session => ({ count: 0, since: new Date(0), seen: new Set() });
  bot.use(session({ initial, storage: grammyStorage<Session>(table, { ttlSeconds: 60 }) }));
  const seen: Session[] = [];
  bot.on('message:text', (ctx) => {
    if (ctx.message.text === '/reset') {
      ctx.session = null;
      return;
    }
    ctx.session.count += 1;
    ctx.session.since = new Date(ctx.message.date);
    ctx.session.seen.add(ctx.message.message_id);
    seen.push(structuredClone(ctx.session));
  });
  const say = (id: number, text: string) => {
    const chat = { id: 7, type: 'private' as const, first_name: 'Anna' };
    const from = { id: 7, is_bot: false, first_name: 'Anna' };
    return bot.handleUpdate({ update_id: id, message: { message_id: id, date: id, chat, from, text } });
  };
  return { say, seen };
};

describe("grammY's session", () => {
  it('is kept from update to update and from bot to bot, with its Dates and Sets', async () => {
    const first = createBot();
    await first.say(1, 'a');
    await first.say(2, 'b');
    const restarted = createBot();
    await restarted.say(3, 'c');
    expect(restarted.seen).toEqual([{ count: 3, since: new Date(3), seen: new Set([1, 2, 3]) }]);
  });

  it('is deleted when the bot sets it to null, and expires', async () => {
    const bot = createBot();
    await bot.say(4, '/reset');
    expect(await grammyStorage(table).has?.('7')).toBe(false);
    await bot.say(5, 'a');
    expect(await grammyStorage(table).has?.('7')).toBe(true);
    nowMs += 60_000;
    await bot.say(6, 'b');
    expect(bot.seen.map(({ count }) => count)).toEqual([1, 1]);
  });
});
