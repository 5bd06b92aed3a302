import type { ChatTableNames } from '@switchboard/chat-core';
import {
  alertsTopic,
  connectionsTable,
  messagesTable,
  outboundTopic,
  threadsTable,
} from '@switchboard/chat-core/tables';
import { botConfigTable, partitionedKeysTable, statesTable } from '@switchboard/data-core/tables';
import {
  botName,
  type Environment,
  readConfig,
  retentionDays,
  table,
  topic,
  webSocketEndpoint,
} from '@switchboard/declarations/configuration';

export interface ResponderConfig {
  readonly tables: ChatTableNames & { readonly states: string; readonly botConfig: string };
  readonly webSocketEndpoint: string;
  /** The ARN of the topic `outbound`. */
  readonly outboundArn: string;
  /** The ARN of the topic `alerts`. */
  readonly alertsArn: string;
  /** The name of the bot that answers, which its messages bear. @default 'rules' */
  readonly bot: string;
  /** @default 90 */
  readonly retentionDays: number;
}

/** @throws {ConfigurationError} with everything that is missing or wrong, by the variable's name */
export function readResponderConfig(env: Environment): ResponderConfig {
  const { endpoint, bot, days, outboundArn, alertsArn, ...tables } = readConfig(env, {
    threads: table(threadsTable),
    messages: table(messagesTable),
    connections: table(connectionsTable),
    states: table(statesTable),
    botConfig: table(botConfigTable),
    partitionedKeys: table(partitionedKeysTable),
    outboundArn: topic(outboundTopic),
    alertsArn: topic(alertsTopic),
    endpoint: webSocketEndpoint(),
    bot: botName(),
    days: retentionDays(),
  });
  return { tables, webSocketEndpoint: endpoint, outboundArn, alertsArn, bot, retentionDays: days };
}
