import { recordDisconnect } from '@switchboard/chat-core';
import { readConfig, table } from '@switchboard/chat-core/configuration';
import { connectionsTable } from '@switchboard/chat-core/tables';
import { createDisconnect } from '../connection/disconnect.ts';
import { createChatContext } from './chat-context.ts';
import { environment, log } from './environment.ts';

const config = readConfig(environment, { connections: table(connectionsTable) });
const context = createChatContext({ connections: config.connections });

export const handler = createDisconnect({
  recordDisconnect: (device) => recordDisconnect(context, device),
  log,
});
