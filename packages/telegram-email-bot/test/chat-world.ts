import { randomUUID } from 'node:crypto';
import {
  type Announcer,
  type ChatContext,
  type ConnectionPoster,
  createWebDeliverer,
  type ObjectStore,
} from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createTable, type TableDefinition, UserConversations } from '@switchboard/data-core';
import { TelegramConversations } from '../src/chat/conversations.ts';
import { createTelegramChat } from '../src/chat/telegram-chat.ts';
import { createDownload } from '../src/telegram/download-file.ts';
import type { ChatFactory } from './bot-world.ts';
import type { TelegramWorld } from './telegram-world.ts';
import { createTopic, type TestTopic } from './topic.ts';

/** Threads of Telegram on the real engine, with topics that remember what was published. */
export interface ChatWorld {
  readonly chat: ChatContext;
  /** To the bot that answers. */
  readonly toBot: TestTopic;
  readonly outbound: TestTopic;
  readonly announcer: Announcer;
  /** What was posted to connections, each as `<connection> <frame>`. */
  readonly posted: readonly string[];
  /** The files of conversations, by their ids. */
  readonly files: Map<string, Uint8Array>;
  readonly attachments: TestAttachments;
  readonly close: () => void;
}

type TestAttachments = Pick<ObjectStore, 'read' | 'write' | 'remove'>;

const attachmentsOf = (files: Map<string, Uint8Array>): TestAttachments => ({
  read: async (id) => (files.get(id)?.length === 0 ? undefined : files.get(id)),
  write: async ({ attachmentId }, content) =>
    !files.has(attachmentId) && files.set(attachmentId, content) === files,
  remove: async (id) => void files.set(id, new Uint8Array()),
});

/** The name of a table beside those of a world; the table is made. */
export async function tableIn(
  { client, tables }: Pick<TelegramWorld, 'client' | 'tables'>,
  table: TableDefinition,
): Promise<string> {
  const name = `${tables.partitionedKeys}.${table.name}`;
  await createTable(client, table, name);
  return name;
}

/** @returns what makes the conversations of a world, and what they are made of once that was called */
export function chatWorld(): { readonly factory: ChatFactory; readonly world: Promise<ChatWorld> } {
  const made = Promise.withResolvers<ChatWorld>();
  const factory: ChatFactory = async ({ context, client, tables, log, botApi }) => {
    const files = new Map<string, Uint8Array>();
    const attachments = attachmentsOf(files);
    const [toBot, outbound] = [await createTopic(), await createTopic()];
    const chat: ChatContext = {
      client,
      tables: {
        threads: await tableIn({ client, tables }, threadsTable),
        messages: await tableIn({ client, tables }, messagesTable),
        connections: await tableIn({ client, tables }, connectionsTable),
        partitionedKeys: tables.partitionedKeys,
      },
      now: context.now,
      newId: randomUUID,
      random: Math.random,
      limits: { messagesPerMinute: 20 },
    };
    const conversations = new TelegramConversations(
      new UserConversations({ tableName: tables.userConversations, client, now: context.now }),
      context,
    );
    const posted: string[] = [];
    const poster: ConnectionPoster = {
      post: async (connectionId, data) => {
        posted.push(`${connectionId} ${data}`);
        return 'posted';
      },
      close: async () => {},
    };
    const announcer = { deliverer: createWebDeliverer({ poster }), outbound: outbound.publisher };
    const close = () => {
      toBot.close();
      outbound.close();
    };
    made.resolve({ chat, toBot, outbound, announcer, posted, files, attachments, close });
    return createTelegramChat({
      context: chat,
      conversations,
      publisher: toBot.publisher,
      announcer,
      attachments,
      download: createDownload(botApi),
      log,
    });
  };
  return { factory, world: made.promise };
}
