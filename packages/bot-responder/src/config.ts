import type { ChatTableNames } from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { botConfigTable, statesTable } from '@switchboard/data-core/tables';
import {
  type Entry,
  type Environment,
  readConfig,
  retentionDays,
  table,
  webSocketEndpoint,
} from '@switchboard/declarations/configuration';
import * as v from 'valibot';
import { type BotName, botNames } from './bots/index.ts';

/** Which bot answers. @default 'rules' */
const bot = (): Entry<BotName> => ({
  variable: 'BOT',
  schema: v.optional(v.picklist(botNames, `should be one of ${botNames.join(', ')}`), 'rules'),
});

export interface ResponderConfig {
  readonly tables: ChatTableNames & { readonly states: string; readonly botConfig: string };
  readonly webSocketEndpoint: string;
  /** @default 'rules' */
  readonly bot: BotName;
  /** @default 90 */
  readonly retentionDays: number;
}

/** @throws {ConfigurationError} with everything that is missing or wrong, by the variable's name */
export function readResponderConfig(env: Environment): ResponderConfig {
  const {
    webSocketEndpoint: endpoint,
    bot: botName,
    retentionDays: days,
    ...tables
  } = readConfig(env, {
    threads: table(threadsTable),
    messages: table(messagesTable),
    connections: table(connectionsTable),
    states: table(statesTable),
    botConfig: table(botConfigTable),
    webSocketEndpoint: webSocketEndpoint(),
    bot: bot(),
    retentionDays: retentionDays(),
  });
  // Replies bear no clientMessageId, so their commits write no markers.
  return {
    tables: { ...tables, partitionedKeys: '' },
    webSocketEndpoint: endpoint,
    bot: botName,
    retentionDays: days,
  };
}
