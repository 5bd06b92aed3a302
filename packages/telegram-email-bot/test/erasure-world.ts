import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '@switchboard/chat-core';
import { DynamoLock } from '@switchboard/data-core';
import { chatLogTable, locksTable, statesTable } from '@switchboard/data-core/tables';
import { type AccountDependencies, createAccountHandler } from '../src/account/account-handler.ts';
import type { StoreContext } from '../src/context/store-context.ts';
import { advanceCursor, slotOf } from '../src/digests/digest-store.ts';
import { createMailHandler, type MailHandlerDependencies } from '../src/inbound/mail-handler.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import { extractSummary } from '../src/summary/extract-summary.ts';
import type { BotWorld } from './bot-world.ts';
import { type ChatWorld, tableIn } from './chat-world.ts';

/** What erasures need beside what sends notices. */
export interface ErasureWorld {
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
}

/** What a queue invokes a function with. */
export const recordOf = (body: unknown) => ({
  Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(body) }],
});

type Item = Readonly<Record<string, unknown>>;

export async function createErasureWorld(world: BotWorld, chats: ChatWorld): Promise<ErasureWorld> {
  const tables = {
    userConversations: world.tables.userConversations,
    states: await tableIn(world, statesTable),
    chatLog: await tableIn(world, chatLogTable),
  };
  const locks = await tableIn(world, locksTable);
  // The schedule has just looked for digests: an erasure goes through the slots since then.
  await advanceCursor(world.context, slotOf(world.context.now()));
  const { threads, messages, connections } = chats.chat.tables;
  const locksOf = ({ client, now }: Pick<StoreContext, 'client' | 'now'>) =>
    new DynamoLock({ tableName: locks, client, now });
  const names = [...Object.values({ ...world.tables, ...tables }), threads, messages, connections, locks];
  return {
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
