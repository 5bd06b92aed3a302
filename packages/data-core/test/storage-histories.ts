import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ChatLogStorage } from '../src/chat-log/chat-log-storage.ts';
import { BotConfigStorage } from '../src/config/bot-config-storage.ts';
import { ConfigConflictError } from '../src/config/errors.ts';
import { UserConversations } from '../src/conversation/user-conversations.ts';
import { StateLockedError, StateLockLostError } from '../src/state/errors.ts';
import { StateStorage } from '../src/state/state-storage.ts';
import { BotTokenStorage } from '../src/token/bot-token-storage.ts';
import { step, type World, workers } from './history.ts';

/** The tables of the storages. */
export interface StorageTables {
  readonly states: string;
  readonly tokens: string;
  readonly config: string;
  readonly chatLog: string;
  readonly conversations: string;
}

type StorageHistory = (world: World, tables: StorageTables) => Promise<void>;

const noFaults = { throttle: 0, loseAnswer: 0, crashBefore: 0, crashAfter: 0 };
const untilDone = async (work: () => Promise<unknown>) => {
  while ((await step(work)).ended !== 'done');
};

/**
 * I6: workers append to the list in one state; they crash holding it, stand still until their lease is over, and the state is now
 * small, now too large for one item. What was saved is there once, what was refused is not.
 */
async function statesHistory(world: World, tables: StorageTables): Promise<void> {
  const { time, random, newId, prefix } = world;
  const saved: string[] = [];
  const unknown: string[] = [];
  const read = (state: Record<string, unknown>) => (Array.isArray(state.list) ? state.list : []);

  await workers(4, async (worker) => {
    const options = { client: world.client(), now: time.clock(), newId };
    const states = new StateStorage(tables.states, options);
    for (let round = 0; round < 3; round += 1) {
      const locked = await step(
        () => states.getOrCreateAndLock(prefix, {}, 2000),
        (error) => error instanceof StateLockedError,
      );
      if (locked.ended !== 'done') {
        await time.sleep(700);
        continue;
      }
      if (random() < 0.3) await time.sleep(2500);
      const id = `${worker}.${round}`;
      const state = {
        list: [...read(locked.result.state), id],
        padding: 'x'.repeat(random() < 0.5 ? 0 : 3000),
      };
      const save = () => states.saveState({ ...locked.result, state });
      const ending = await step(save, (error) => error instanceof StateLockLostError);
      if (ending.ended === 'done') saved.push(id);
      // A save whose answer was lost may have been applied, and its successor's too, before it was sent again.
      if (ending.ended === 'unknown' || (ending.ended === 'failed' && wasSentAgain(ending.error)))
        unknown.push(id);
    }
  });

  const last = await new StateStorage(tables.states, { client: world.client(noFaults) }).getState(prefix);
  const list = read(last?.state ?? {});
  assert.equal(new Set(list).size, list.length, 'an entry came twice');
  for (const id of saved) assert.ok(list.includes(id), `${id} was saved and is lost`);
  for (const id of list) assert.ok([...saved, ...unknown].includes(id), `${id} was refused and is there`);
}

function wasSentAgain(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return Number(Object(Reflect.get(Object(cause), '$metadata')).attempts) > 1;
}

/** Whoever asks for a sender's token gets the same one, and it can be found. */
async function tokensHistory(world: World, tables: StorageTables): Promise<void> {
  const { time, prefix } = world;
  const secret = 'a secret that is not in the table';
  const open = (client = world.client()) =>
    new BotTokenStorage(tables.tokens, 'token', { client, secret, now: time.clock() });
  const given = await workers(6, async () => {
    const asked = await step(() => open().getOrCreateToken(prefix));
    return asked.ended === 'done' ? asked.result.token : undefined;
  });
  const { token } = await open(world.client(noFaults)).getOrCreateToken(prefix);
  assert.deepEqual(new Set([token, ...given.filter((one) => one !== undefined)]), new Set([token]));
  assert.equal((await open(world.client(noFaults)).findByToken(token))?.senderId, prefix);
}

/** Writers count up, each on the configuration that it has read: no count is lost, and readers never see a mixture. */
async function configHistory(world: World, tables: StorageTables): Promise<void> {
  const { time, newId, prefix } = world;
  const open = (client = world.client()) =>
    new BotConfigStorage(tables.config, { client, now: time.clock(), newId });
  let written = 0;
  let unknown = 0;
  await workers(4, async () => {
    const configs = open();
    for (let round = 0; round < 3; round += 1) {
      const read = await step(() => configs.getConfig(prefix));
      if (read.ended !== 'done') continue;
      const { count = 0, timestamp = 0 } = read.result ?? {};
      const config = { count: Number(count) + 1 };
      const write = () => configs.setConfig(prefix, config, { expectedTimestamp: Number(timestamp) });
      const { ended } = await step(write, (error) => error instanceof ConfigConflictError);
      if (ended === 'done') written += 1;
      if (ended === 'unknown') unknown += 1;
    }
  });
  const count = Number((await open(world.client(noFaults)).getConfig(prefix))?.count ?? 0);
  assert.ok(count >= written && count <= written + unknown, `${count} of ${written} and perhaps ${unknown}`);
}

/** Every entry that was acknowledged is in the log once, though all are of the same few milliseconds. */
async function chatLogHistory(world: World, tables: StorageTables): Promise<void> {
  const { random, newId, prefix } = world;
  const acknowledged: string[] = [];
  const quiet = { error: () => {} };
  await workers(4, async (worker) => {
    const options = { client: world.client(), newId, muteErrors: false };
    const chatLog = new ChatLogStorage(tables.chatLog, quiet, options);
    for (let round = 0; round < 4; round += 1) {
      const id = `${worker}.${round}`;
      const timestamp = 1_700_000_000_000 + Math.floor(random() * 3);
      if ((await step(() => chatLog.log(prefix, [id], { timestamp }))).ended === 'done')
        acknowledged.push(id);
    }
  });
  const reader = new ChatLogStorage(tables.chatLog, quiet, { client: world.client(noFaults) });
  const entries = (await reader.getInteractions(prefix, null, 100)).map(({ responses }) => String(responses));
  assert.equal(new Set(entries).size, entries.length, 'an entry came twice');
  for (const id of acknowledged) assert.ok(entries.includes(id), `${id} was acknowledged and is lost`);
}

/** Writers append to one conversation and repeat each turn until it is acknowledged: each is there once, in a row without gaps. */
async function conversationsHistory(world: World, tables: StorageTables): Promise<void> {
  const { time, random } = world;
  const userId = numberOf(world.prefix);
  const open = (client = world.client()) =>
    new UserConversations(tables.conversations, { client, now: time.clock(), contentBytes: 300 });
  const { chatId } = await open(world.client(noFaults)).start(userId);
  const appended: string[] = [];
  await workers(3, async (worker) => {
    const conversations = open();
    for (let round = 0; round < 6; round += 1) {
      const id = `${worker}.${round}`;
      appended.push(id);
      // Some do not say when, and the time of some is long past.
      const at = random() < 0.3 ? {} : { at: Math.floor(time.ms - random() * 50) };
      await untilDone(() =>
        conversations.append(userId, chatId, { id, role: 'user', text: `turn ${id}`, ...at }),
      );
      if (random() < 0.3) await time.sleep(20);
    }
  });
  const { turns } = await open(world.client(noFaults)).history(userId, chatId, { after: 0, limit: 100 });
  assert.deepEqual(turns.map(({ id }) => id).sort(), appended.sort());
  assert.deepEqual(
    turns.map(({ number }) => number),
    turns.map((_, index) => index + 1),
  );
}

export const storageHistories: Readonly<Record<string, StorageHistory>> = {
  'I6: a late holder never overwrites the state of its successor': statesHistory,
  'all who ask for a token get the same': tokensHistory,
  'no writer of a configuration overwrites what it has not read': configHistory,
  'no entry of the chat log is lost or doubled': chatLogHistory,
  'no turn of a conversation is lost or doubled': conversationsHistory,
};

/** A number for a text, as good as unique. */
function numberOf(text: string): number {
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);
}
