import { randomUUID } from 'node:crypto';
import { KeyValueCounter, UserConversations } from '@switchboard/data-core';
import { TelegramConversations } from '../../src/chat/conversations.ts';
import { createTelegramChat } from '../../src/chat/telegram-chat.ts';
import { BotApi } from '../../src/telegram/bot-api.ts';
import { createWebhook, triesNamespace, type WebhookDependencies } from '../../src/webhook/handle-webhook.ts';
import { endingWithUpdate } from '../../src/webhook/update-time.ts';
import type { BotWorld } from '../bot-world.ts';
import type { ChatWorld } from '../chat-world.ts';
import { unhurriedMs } from '../telegram-world.ts';
import type { Mortal } from './mortal.ts';

const secret = 'secret-of-the-webhook';
const constant = (value: string) => ({ get: async () => value, refresh: async () => value });

/** Where the function behind the webhook hands things on to. */
export type Handing = Pick<
  WebhookDependencies,
  'sender' | 'sendJob' | 'sendReply' | 'sendAccountJob' | 'setAside'
>;

/** The function behind the webhook in an invocation that may die, or stall. */
export function mortalWebhook(
  { world, chats }: { readonly world: BotWorld; readonly chats: ChatWorld },
  mortal: Mortal,
  handing: Handing,
): ReturnType<typeof createWebhook> {
  const client = endingWithUpdate(mortal.client(world.client));
  const context = { ...world.context, client };
  const conversations = new TelegramConversations(
    new UserConversations({ tableName: world.tables.userConversations, client, now: context.now }),
    context,
  );
  const dependencies = {
    context: { ...chats.chat, client, newId: randomUUID, limits: {} },
    conversations,
    publisher: mortal.publisher(chats.toBot.publisher),
    announcer: chats.announcer,
    attachments: chats.attachments,
    download: async () => new Uint8Array(),
    log: () => {},
  };
  return createWebhook({
    context,
    conversations,
    chat: createTelegramChat(dependencies),
    domain: 'mail.example',
    randomBytes: world.randomBytes,
    sendJob: (...job) => mortal.step('other', () => handing.sendJob(...job)),
    sendReply: (job) => mortal.step('other', () => handing.sendReply(job)),
    sendAccountJob: (job) => mortal.step('other', () => handing.sendAccountJob(job)),
    setAside: (...update) => mortal.step('other', () => handing.setAside(...update)),
    tries: new KeyValueCounter({
      tableName: world.tables.keys,
      client,
      now: context.now,
      namespace: triesNamespace,
    }),
    api: new BotApi({
      token: world.token,
      apiRoot: world.simulator.root,
      newId: randomUUID,
      timeoutMs: unhurriedMs,
    }),
    sender: mortal.sender(handing.sender),
    webhookSecret: constant(secret),
    log: () => {},
  });
}

/** An update as Telegram posts it. */
export const posted = (update: unknown) => ({
  headers: { 'x-telegram-bot-api-secret-token': secret },
  body: JSON.stringify(update),
});
