import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '@switchboard/chat-core';
import { DynamoLock, UserConversations } from '@switchboard/data-core';
import { chatLogTable, locksTable, statesTable } from '@switchboard/data-core/tables';
import { type AccountDependencies, createAccountHandler } from '../src/account/account-handler.ts';
import type { StoreContext } from '../src/context/store-context.ts';
import { advanceCursor, slotOf } from '../src/digests/digest-store.ts';
import { createMailHandler, type MailHandlerDependencies } from '../src/inbound/mail-handler.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import { pushToTelegram } from '../src/outbound/push-to-telegram.ts';
import { extractSummary } from '../src/summary/extract-summary.ts';
import type { TelegramSender } from '../src/telegram/telegram-sender.ts';
import { type BotWorld, type BotWorldOptions, createBotWorld } from './bot-world.ts';
import { type ChatWorld, chatWorld, tableIn } from './chat-world.ts';

/** A bot's world with its conversations, in which people are erased. It has tables of its own. */
export interface ErasureWorld {
  readonly world: BotWorld;
  readonly chats: ChatWorld;
  readonly chat: ChatContext;
  readonly tables: AccountDependencies['tables'];
  readonly attachments: AccountDependencies['attachments'];
  /** The locks of threads' deliveries, by what an invocation works with. */
  readonly locksOf: (context: Pick<StoreContext, 'client' | 'now'>) => DynamoLock;
  /** The items of all tables that contain one of some words. */
  readonly itemsNaming: (words: readonly string[]) => Promise<readonly Item[]>;
  /** The function behind the queue of exports and erasures. What is not given is the world's, in which no receipt is put off. */
  readonly accountHandler: (
    own: Partial<AccountDependencies> & Pick<AccountDependencies, 'sendAgain'>,
  ) => ReturnType<typeof createAccountHandler>;
  /** The mail function, in a world without raw mails. What is not given is the world's. */
  readonly mailHandler: (
    own: Partial<MailHandlerDependencies> & Pick<MailHandlerDependencies, 'sendJob'>,
  ) => ReturnType<typeof createMailHandler>;
  /** Sends what a thread owes to Telegram. @param sender @default the world's */
  readonly push: (threadId: string, sender?: TelegramSender) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** What a queue invokes a function with. */
export const recordOf = (body: unknown) => ({
  Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(body) }],
});

type Item = Readonly<Record<string, unknown>>;

/** A world whose updates a test gives to the webhook itself: Telegram posts none. */
export async function createErasureWorldWithoutWebhook(options: BotWorldOptions = {}): Promise<ErasureWorld> {
  const erasures = await createErasureWorld(options);
  const { simulator, token } = erasures.world;
  await fetch(`${simulator.root}/bot${await token.get()}/deleteWebhook`);
  return erasures;
}

export async function createErasureWorld(options: BotWorldOptions = {}): Promise<ErasureWorld> {
  const made = chatWorld();
  const world = await createBotWorld(options, made.factory);
  const chats = await made.world;
  const tables = {
    userConversations: world.tables.userConversations,
    states: await tableIn(world, statesTable),
    chatLog: await tableIn(world, chatLogTable),
  };
  const locks = await tableIn(world, locksTable);
  // The schedule has just looked for digests: an erasure goes through the slots since then.
  await advanceCursor(world.context, slotOf(world.context.now()) - 1);
  const { threads, messages, connections } = chats.chat.tables;
  const locksOf = ({ client, now }: Pick<StoreContext, 'client' | 'now'>) =>
    new DynamoLock({ tableName: locks, client, now });
  const names = [...Object.values({ ...world.tables, ...tables }), threads, messages, connections, locks];
  return {
    world,
    chats,
    chat: chats.chat,
    tables,
    attachments: chats.attachments,
    locksOf,
    accountHandler: (own) =>
      createAccountHandler({
        context: world.context,
        chat: chats.chat,
        tables,
        attachments: chats.attachments,
        locks: locksOf(own.context ?? world.context),
        sender: world.sender,
        announcer: chats.announcer,
        deleteRaw: async (key) => void world.bucket.delete(key),
        deliverLater: async () => {},
        log: () => {},
        ...own,
      }),
    mailHandler: (own) =>
      createMailHandler({
        context: world.context,
        sender: world.sender,
        rawMail: async () => undefined,
        deliverLater: (claim, afterMs) => own.sendJob(deliverJob(claim), afterMs),
        summarise: async (input) => extractSummary(input),
        domain: 'mail.example',
        rawPrefix: 'inbound/',
        log: () => {},
        ...own,
      }),
    push: (threadId, sender = world.sender) =>
      pushToTelegram(
        {
          chat: chats.chat,
          context: world.context,
          locks: locksOf(world.context),
          conversations: new UserConversations({
            tableName: world.tables.userConversations,
            client: world.client,
          }),
          sender,
          attachments: chats.attachments,
          pushLater: async () => {},
          log: world.log,
        },
        threadId,
      ),
    stop: async () => {
      await world.stop();
      chats.close();
    },
    async itemsNaming(words) {
      const found: Item[] = [];
      for (const TableName of new Set(names)) {
        let from: Item | undefined;
        do {
          const { Items = [], LastEvaluatedKey } = await world.client.send(
            new ScanCommand({ TableName, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
          );
          found.push(
            ...Items.filter((item) => {
              const text = JSON.stringify(item);
              return words.some((word) => text.includes(word));
            }),
          );
          from = LastEvaluatedKey;
        } while (from);
      }
      return found;
    },
  };
}
