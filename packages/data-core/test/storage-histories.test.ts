import { randomBytes } from 'node:crypto';
import { chatLogTable } from '../src/chat-log/chat-log.table.ts';
import { botConfigTable } from '../src/config/bot-config.table.ts';
import { userConversationsTable } from '../src/conversation/user-conversations.table.ts';
import { statesTable } from '../src/state/states.table.ts';
import { botTokensTable } from '../src/token/bot-tokens.table.ts';
import { createWorld } from './history.ts';
import { type StorageTables, storageHistories } from './storage-histories.ts';
import { createTestClient, createTestTable } from './test-table.ts';

/** `SEED` replays one seed; `SEEDS` says how many are tried. */
// biome-ignore lint/style/noProcessEnv: how whoever runs the tests chooses
const { SEED, SEEDS = '10' } = process.env;
const seeds =
  SEED === undefined ? Array.from({ length: Number(SEEDS) }, (_, index) => index) : [Number(SEED)];

let tables: StorageTables;

beforeAll(async () => {
  const client = createTestClient();
  tables = {
    states: await createTestTable(client, statesTable),
    tokens: await createTestTable(client, botTokensTable),
    config: await createTestTable(client, botConfigTable),
    chatLog: await createTestTable(client, chatLogTable),
    conversations: await createTestTable(client, userConversationsTable),
  };
});

describe(`the storages' histories of ${seeds.length} seeds, with throttling, lost answers and crashes`, () => {
  it.each(Object.entries(storageHistories))(
    '%s',
    async (name, history) => {
      for (const seed of seeds) {
        // The tables of the other histories are not used here.
        const world = createWorld(
          seed,
          { keys: '', partitioned: '', locks: '' },
          randomBytes(3).toString('hex'),
        );
        try {
          await history(world, tables);
        } catch (cause) {
          throw new Error(`"${name}" fails with SEED=${seed}`, { cause });
        }
      }
    },
    30 * 60_000,
  );
});
