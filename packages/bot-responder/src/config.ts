import type { ChatTableNames } from '@switchboard/chat-core';
import { connectionsTable, messagesTable, outboundTopic, threadsTable } from '@switchboard/chat-core/tables';
import { botConfigTable, partitionedKeysTable, statesTable } from '@switchboard/data-core/tables';
import {
  type Entry,
  type Environment,
  readConfig,
  retentionDays,
  table,
  topic,
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
  /** The ARN of the topic `outbound`. */
  readonly outboundArn: string;
  /** @default 'rules' */
  readonly bot: BotName;
  /** @default 90 */
  readonly retentionDays: number;
}

/** @throws {ConfigurationError} with everything that is missing or wrong, by the variable's name */
export function readResponderConfig(env: Environment): ResponderConfig {
  const {
    endpoint,
    bot: botName,
    days,
    outboundArn,
    ...tables
  } = readConfig(env, {
    threads: table(threadsTable),
    messages: table(messagesTable),
    connections: table(connectionsTable),
    states: table(statesTable),
    botConfig: table(botConfigTable),
    partitionedKeys: table(partitionedKeysTable),
    outboundArn: topic(outboundTopic),
    endpoint: webSocketEndpoint(),
    bot: bot(),
    days: retentionDays(),
  });
  return { tables, webSocketEndpoint: endpoint, outboundArn, bot: botName, retentionDays: days };
}
