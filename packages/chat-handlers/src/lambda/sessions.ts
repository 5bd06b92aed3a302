import { connectionsTable } from '@switchboard/chat-core/tables';
import { BotTokenStorage, PartitionedKeyValueTable, TokenBucketLimit } from '@switchboard/data-core';
import { botTokensTable, partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createSessionCounter } from '../sessions/count-session.ts';
import { createSessions } from '../sessions/sessions.ts';
import { createChatContext, createPoster, environment, log, now } from './environment.ts';

const { tokens, partitionedKeys, connections, endpoint, policy, threadIds, sessionsPerMinute } =
  config.readConfig(environment, {
    tokens: config.table(botTokensTable),
    partitionedKeys: config.table(partitionedKeysTable),
    connections: config.table(connectionsTable),
    endpoint: config.webSocketEndpoint(),
    policy: config.sessionsPolicy(),
    threadIds: config.threadIds(),
    sessionsPerMinute: config.sessionsPerMinute(),
  });
const context = createChatContext({ connections, partitionedKeys });
const { client } = context;
const limiter = new TokenBucketLimit(
  new PartitionedKeyValueTable({ tableName: partitionedKeys, client, now }),
);

export const handler = createSessions({
  policy,
  threadIds,
  tokens: new BotTokenStorage(tokens, undefined, { client, now }),
  countSession: createSessionCounter(limiter, sessionsPerMinute),
  context,
  closer: createConnectionCloser(createPoster(endpoint), log),
  log,
});
