import { recordDisconnect } from '@switchboard/chat-core';
import { connectionsTable } from '@switchboard/chat-core/tables';
import { readConfig, table } from '@switchboard/declarations/configuration';
import { createDisconnect } from '../connection/disconnect.ts';
import { createChatContext, environment, log } from './environment.ts';

const config = readConfig(environment, { connections: table(connectionsTable) });
const context = createChatContext({ connections: config.connections });

export const handler = createDisconnect({
  recordDisconnect: (device) => recordDisconnect(context, device),
  log,
});
