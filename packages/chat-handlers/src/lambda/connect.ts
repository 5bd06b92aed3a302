import { recordConnect, setDuty } from '@switchboard/chat-core';
import { connectionsTable } from '@switchboard/chat-core/tables';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createConnect } from '../connection/connect.ts';
import { createConnectionCloser } from '../connection/connection-closer.ts';
import { createChatContext, createPoster, environment, log } from './environment.ts';

const { endpoint, authentication, retentionDays, ...tables } = config.readConfig(environment, {
  connections: config.table(connectionsTable),
  partitionedKeys: config.table(partitionedKeysTable),
  endpoint: config.webSocketEndpoint(),
  authentication: config.authentication(),
  retentionDays: config.retentionDays(),
});
const context = createChatContext(tables, { retentionDays });

export const handler = createConnect({
  authentication,
  recordConnect: (request) => recordConnect(context, request),
  startDuty: async (userId) => {
    await setDuty(context, userId, 'available');
  },
  closer: createConnectionCloser(createPoster(endpoint), log),
  log,
});
