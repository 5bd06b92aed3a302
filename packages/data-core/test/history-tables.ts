import { keysTable } from '../src/primitives/keys/keys.table.ts';
import { locksTable } from '../src/primitives/lock/locks.table.ts';
import { partitionedKeysTable } from '../src/primitives/partitioned/partitioned-keys.table.ts';
import { chatLogTable } from '../src/storages/chat-log/chat-log.table.ts';
import { botConfigTable } from '../src/storages/config/bot-config.table.ts';
import { userConversationsTable } from '../src/storages/conversation/user-conversations.table.ts';
import { statesTable } from '../src/storages/state/states.table.ts';
import { botTokensTable } from '../src/storages/token/bot-tokens.table.ts';
import type { HistoryTables } from './history.ts';
import { createTestClient, createTestTable } from './test-table.ts';

/** Makes the tables that histories run on. */
export async function createTestTables(): Promise<HistoryTables> {
  const client = createTestClient();
  const [keys, partitioned, locks, states, tokens, config, chatLog, conversations] = await Promise.all([
    createTestTable(client, keysTable),
    createTestTable(client, partitionedKeysTable),
    createTestTable(client, locksTable),
    createTestTable(client, statesTable),
    createTestTable(client, botTokensTable),
    createTestTable(client, botConfigTable),
    createTestTable(client, chatLogTable),
    createTestTable(client, userConversationsTable),
  ]);
  return { keys, partitioned, locks, states, tokens, config, chatLog, conversations };
}
