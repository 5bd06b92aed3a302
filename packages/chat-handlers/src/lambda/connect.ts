import { findGone, recordConnect, removeDevice, startDuty } from '@switchboard/chat-core';
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
const poster = createPoster(endpoint);
const context = createChatContext(tables, { retentionDays });

export const handler = createConnect({
  authentication,
  recordConnect: (request) =>
    recordConnect(context, request, (devices) => findGone(context, poster, devices)),
  removeDevice: (device) => removeDevice(context, device),
  startDuty: (userId) => startDuty(context, userId),
  closer: createConnectionCloser(poster, log),
  log,
});
