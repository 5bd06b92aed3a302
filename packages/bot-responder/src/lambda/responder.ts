import { randomUUID } from 'node:crypto';
import { createConnectionPoster, createPostingClient, createWebDeliverer } from '@switchboard/chat-core';
import { BotConfigStorage, createDocumentClient, StateStorage } from '@switchboard/data-core';
import { waitByTimer as wait } from '../bot/wait.ts';
import { bots } from '../bots/index.ts';
import { readResponderConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { createResponder } from '../responder/responder.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const { tables, webSocketEndpoint, bot: botName, retentionDays } = readResponderConfig(process.env);
const client = createDocumentClient();
const log = createLog((line) => process.stdout.write(`${line}\n`), Date.now);
const context = { client, tables, now: Date.now, newId: randomUUID, random: Math.random, retentionDays };
const poster = createConnectionPoster(createPostingClient(webSocketEndpoint));

export const handler = createResponder({
  chat: context,
  states: new StateStorage(tables.states, { client }),
  deliverer: createWebDeliverer(context, { poster }),
  bot: bots[botName]({ config: new BotConfigStorage(tables.botConfig, { client }), wait, log }),
  botName,
  wait,
  log,
});
