import { chatLogTable } from '../src/chat-log/chat-log.table.ts';
import { ChatLogStorage } from '../src/chat-log/chat-log-storage.ts';
import { botConfigTable } from '../src/config/bot-config.table.ts';
import { BotConfigStorage } from '../src/config/bot-config-storage.ts';
import { userConversationsTable } from '../src/conversation/user-conversations.table.ts';
import { UserConversations } from '../src/conversation/user-conversations.ts';
import { StateStorage } from '../src/state/state-storage.ts';
import { statesTable } from '../src/state/states.table.ts';
import { BotTokenStorage } from '../src/token/bot-token-storage.ts';
import { botTokensTable } from '../src/token/bot-tokens.table.ts';
import { attachMeter } from './meter.ts';
import { createTestClient, createTestTable } from './test-table.ts';

const client = createTestClient();
const meter = attachMeter(client);
const secret = 'a secret that is not in the table';
let states: StateStorage;
let tokens: BotTokenStorage;
let configs: BotConfigStorage;
let chatLog: ChatLogStorage;
let conversations: UserConversations;

beforeAll(async () => {
  states = new StateStorage(await createTestTable(client, statesTable), { client });
  tokens = new BotTokenStorage(await createTestTable(client, botTokensTable), 'token', { client, secret });
  configs = new BotConfigStorage(await createTestTable(client, botConfigTable), { client });
  chatLog = new ChatLogStorage(await createTestTable(client, chatLogTable), console, { client });
  conversations = new UserConversations(await createTestTable(client, userConversationsTable), { client });
});

/** What a call costs: requests, read units, write units (refused writes are none here). */
const costOf = async (work: () => Promise<unknown>) => {
  const { requests, readUnits, writeUnits, refused } = await meter.cost(work);
  expect(refused).toBe(0);
  return `${requests}·${readUnits}·${writeUnits}`;
};
const text = (kilobytes: number) => ({ text: 'x'.repeat(kilobytes * 1024) });
const lockAndSave = async (senderId: string) =>
  states.saveState(await states.getOrCreateAndLock(senderId, {}, 1000));
const keep = async (senderId: string, state: object) =>
  states.saveState({ ...(await states.getOrCreateAndLock(senderId, {}, 1000)), state });

describe('the storages cost no more than the floor', () => {
  it('locking and saving a state of up to 2 KB: 2·0·2W', async () => {
    await keep('small', { a: 1 });
    expect(await costOf(() => lockAndSave('small'))).toBe('2·0·2');
    await keep('medium', text(1.5));
    expect(await costOf(() => lockAndSave('medium'))).toBe('2·0·4');
  });

  it('locking and saving a larger state: 4·R·(W+2)', async () => {
    await keep('large', text(19.5));
    expect(await costOf(() => lockAndSave('large'))).toBe('4·5·22');
  });

  it('being refused a lock: one write unit, however large the state', async () => {
    await states.getOrCreateAndLock('large', {}, 60_000);
    const refused = () => states.getOrCreateAndLock('large', {}, 1000).catch(() => undefined);
    expect(await meter.cost(refused)).toEqual({ requests: 1, readUnits: 0, writeUnits: 0, refused: 1 });
  });

  it("a sender's token: 2·1/2·2 for the first time, 1·1/2·0 after", async () => {
    expect(await costOf(() => tokens.getOrCreateToken('anna'))).toBe('2·0.5·2');
    expect(await costOf(() => tokens.getOrCreateToken('anna'))).toBe('1·0.5·0');
  });

  it('finding a token: 1·1/2·0', async () => {
    const stable = await tokens.getOrCreateToken('anna');
    const issued = await tokens.issueToken({ senderId: 'anna', role: 'customer', ttlSeconds: 60 });
    expect(await costOf(() => tokens.findByToken(stable.token))).toBe('1·0.5·0');
    expect(await costOf(() => tokens.findByToken(issued.token))).toBe('1·0.5·0');
  });

  it('a chat log entry: 1·0·W', async () => {
    expect(await costOf(() => chatLog.log('anna', [{ text: 'Hello' }], { timestamp: 1 }))).toBe('1·0·1');
    expect(await costOf(() => chatLog.log('anna', [text(2.5)], { timestamp: 2 }))).toBe('1·0·3');
  });

  it('the timestamp of a configuration of 200 KB: 1·1/2·0, and its invalidation: 1·0·1', async () => {
    await configs.updateConfig(text(200));
    expect(await costOf(() => configs.getConfigTimestamp())).toBe('1·0.5·0');
    expect(await costOf(() => configs.invalidateConfig())).toBe('1·0·1');
  });

  it('a turn of a conversation: 1·0·W, where W is what the newest turns take, however long the conversation is', async () => {
    await conversations.start(1);
    const append = (n: number) =>
      conversations.append(1, 1, { id: `t${n}`, role: 'user', text: 'x'.repeat(600), at: n });
    expect(await costOf(() => append(1))).toBe('1·0·1');
    for (let n = 2; n <= 40; n += 1) await append(n);
    const { requests, readUnits, writeUnits } = await meter.cost(() => append(41));
    expect([requests, readUnits]).toEqual([1, 0]);
    expect(writeUnits).toBeLessThanOrEqual(12);
  });
});
