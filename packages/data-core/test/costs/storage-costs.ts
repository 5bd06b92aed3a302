import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { transactWrite } from '../../src/shared/transaction/transact-write.ts';
import { chatLogTable } from '../../src/storages/chat-log/chat-log.table.ts';
import { ChatLogStorage } from '../../src/storages/chat-log/chat-log-storage.ts';
import { botConfigTable } from '../../src/storages/config/bot-config.table.ts';
import { BotConfigStorage } from '../../src/storages/config/bot-config-storage.ts';
import { userConversationsTable } from '../../src/storages/conversation/user-conversations.table.ts';
import { UserConversations } from '../../src/storages/conversation/user-conversations.ts';
import { StateStorage } from '../../src/storages/state/state-storage.ts';
import { statesTable } from '../../src/storages/state/states.table.ts';
import { BotTokenStorage } from '../../src/storages/token/bot-token-storage.ts';
import { botTokensTable } from '../../src/storages/token/bot-tokens.table.ts';
import { createTestTable } from '../test-table.ts';
import { cost, kilobytes, type Measure } from './cost-line.ts';

const text = (size: number) => ({ text: kilobytes(size) });

export async function stateCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const states = new StateStorage(await createTestTable(client, statesTable), { client });
  const lock = (senderId: string) => states.getOrCreateAndLock(senderId, {}, 60_000);
  const keep = async (senderId: string, state: object) =>
    states.saveState({ ...(await lock(senderId)), state });
  const lockAndSave = async (senderId: string) => states.saveState(await lock(senderId));

  await keep('small', { a: 1 });
  await measure('state lock + save, 0.1 KB', cost(2, 0, 2), () => lockAndSave('small'));
  await measure('state read + save, no lock, 0.1 KB', cost(2, 1, 2), async () =>
    transactWrite(client, states.saveStateWrites(await states.readState('small'))),
  );
  await keep('medium', text(1.5));
  await measure('state lock + save, 1.6 KB', cost(2, 0, 4), () => lockAndSave('medium'));
  await keep('large', text(19.5));
  await measure('state lock + save, 20 KB', cost(4, 5, 22), () => lockAndSave('large'));
  await lock('large');
  await measure('state lock, held, 20 KB', cost(1, 0, 0, 1), () => lock('large').catch(() => undefined));
}

export async function tokenCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const secret = 'a secret that is not in the table';
  const tokens = new BotTokenStorage(await createTestTable(client, botTokensTable), 'token', {
    client,
    secret,
  });
  const getOrCreate = () => tokens.getOrCreateToken('anna');
  await measure('token get-or-create, miss', cost(2, 0.5, 2), getOrCreate);
  await measure('token get-or-create, hit', cost(1, 0.5, 0), getOrCreate);
  const stable = await getOrCreate();
  const issue = () => tokens.issueToken({ senderId: 'anna', role: 'customer', ttlSeconds: 60 });
  const issued = await issue();
  await measure('issueToken', cost(2, 0, 2), issue);
  await measure("findByToken, a sender's", cost(1, 0.5, 0), () => tokens.findByToken(stable.token));
  await measure('findByToken, issued', cost(1, 0.5, 0), () => tokens.findByToken(issued.token));
  await measure('revokeToken, issued', cost(1, 0, 1), () => tokens.revokeToken(issued.token));
}

export async function chatLogCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const chatLog = new ChatLogStorage(await createTestTable(client, chatLogTable), console, { client });
  const log = (timestamp: number, response: object) => chatLog.log('anna', [response], { timestamp });
  await measure('chat log, 0.1 KB', cost(1, 0, 1), () => log(1, { text: 'Hello' }));
  await measure('chat log, 2.6 KB', cost(1, 0, 3), () => log(2, text(2.5)));
}

export async function configCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const configs = new BotConfigStorage(await createTestTable(client, botConfigTable), { client });
  await configs.updateConfig(text(200));
  await measure('config timestamp, 200 KB', cost(1, 0.5, 0), () => configs.getConfigTimestamp());
  await measure('config invalidate, 200 KB', cost(1, 0, 1), () => configs.invalidateConfig());
}

export async function conversationCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const conversations = new UserConversations({
    tableName: await createTestTable(client, userConversationsTable),
    client,
  });
  const { chatId } = await conversations.start(1);
  const append = (n: number) =>
    conversations.append(1, chatId, { id: `t${n}`, role: 'user', text: 'x'.repeat(600), at: n });
  await measure('conversation append, first', cost(1, 0, 1), () => append(1));
  for (let n = 2; n <= 40; n += 1) await append(n);
  await measure('conversation append, 41st', cost(1, 0, 6), () => append(41));
}
