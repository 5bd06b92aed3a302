import { randomUUID } from 'node:crypto';
import {
  createConnectionPoster,
  createLog,
  createPostingClient,
  createPublishingClient,
  createWebDeliverer,
} from '@switchboard/chat-core';
import { BotConfigStorage, createDocumentClient, StateStorage } from '@switchboard/data-core';
import { bot } from '#bot';
import { createContext, createFileLinks } from '#bot-context';
import { createBot } from '../bot/bot-factory.ts';
import { waitByTimer as wait } from '../bot/wait.ts';
import { readResponderConfig } from '../config.ts';
import { createResponder } from '../responder/responder.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const environment = process.env;
const {
  tables,
  webSocketEndpoint,
  outboundArn,
  alertsArn,
  bot: botName,
  retentionDays,
} = readResponderConfig(environment);
const client = createDocumentClient();
const log = createLog((line) => process.stdout.write(`${line}\n`), Date.now);
const config = new BotConfigStorage(tables.botConfig, { client });
const context = createContext({
  client,
  config,
  environment,
  log,
  now: Date.now,
  random: Math.random,
  retentionDays,
});
const publishing = createPublishingClient();
const poster = createConnectionPoster(createPostingClient(webSocketEndpoint));

export const handler = createResponder({
  chat: { client, tables, now: Date.now, newId: randomUUID, random: Math.random, retentionDays },
  states: new StateStorage(tables.states, { client }),
  statesTable: tables.states,
  announcer: {
    deliverer: createWebDeliverer({ poster }),
    outbound: { client: publishing, topicArn: outboundArn },
    alerts: { client: publishing, topicArn: alertsArn },
  },
  bot: createBot(bot, context),
  botName,
  linkFile: createFileLinks({ environment, now: Date.now, random: Math.random }),
  wait,
  log,
});
