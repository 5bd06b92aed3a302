import { recordConnect } from '@switchboard/chat-core';
import { connectionsTable } from '@switchboard/chat-core/tables';
import { authentication, readConfig, table } from '@switchboard/declarations/configuration';
import { createConnect } from '../connection/connect.ts';
import { createChatContext } from './chat-context.ts';
import { environment, log } from './environment.ts';

const config = readConfig(environment, {
  connections: table(connectionsTable),
  authentication: authentication(),
});
const context = createChatContext({ connections: config.connections });

export const handler = createConnect({
  authentication: config.authentication,
  recordConnect: (device) => recordConnect(context, device),
  log,
});
