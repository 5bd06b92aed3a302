import { createHash } from 'node:crypto';
import {
  type Announcer,
  type AppendResult,
  type AttachmentRecord,
  announceMessage,
  announceQueue,
  appendMessage,
  attachmentOf,
  type BroughtFile,
  botMayWrite,
  bringAttachment,
  type ChatContext,
  changeProfile,
  connectionOf,
  type Log,
  type ObjectStore,
  type Publisher,
  publishMessage,
  readMessage,
  readThreadView,
  type StoredMessage,
  type ThreadHead,
  type ThreadView,
} from '@switchboard/chat-core';
import { cutText, isAttachmentType, limits } from '@switchboard/protocol';
import type { Reply } from '../commands/command.ts';
import type { Download } from '../telegram/download-file.ts';
import { textsIn } from '../texts/texts-in.ts';
import type { Profile } from '../users/user-store.ts';
import type { ChatPort, Saying, SentFile } from '../webhook/chat-port.ts';
import type { TelegramConversations } from './conversations.ts';
import { userIdOf } from './telegram-thread.ts';

/** A UTF-16 code unit takes at most three bytes as UTF-8. */
const mostNameUnits = Math.floor(limits.nameBytes / 3);

export interface TelegramChatDependencies {
  readonly context: ChatContext;
  readonly conversations: Pick<TelegramConversations, 'ofUpdate' | 'entitle'>;
  /** To the bot that answers. */
  readonly publisher: Publisher;
  /** To operators in the thread. */
  readonly announcer: Announcer;
  readonly attachments: Pick<ObjectStore, 'write'>;
  readonly download: Download;
  readonly log: Log;
}

/** Takes what people say in Telegram into threads of the channel `telegram`, where bots and operators answer. */
export function createTelegramChat(dependencies: TelegramChatDependencies): ChatPort {
  const { context, conversations, log } = dependencies;
  return {
    async say(saying: Saying): Promise<Reply | undefined> {
      const { profile, updateId, text, file, language } = saying;
      const texts = textsIn(language);
      if (text.length > limits.textLength) return { text: texts.messageTooLong };
      const obstacle = file && obstacleOf(file);
      if (obstacle !== undefined) return { text: texts[obstacle] };
      const lookedAt = context.now();
      const conversation = await conversations.ofUpdate(profile.chatId, updateId, language);
      if (conversation === undefined) {
        log('message.refused', { updateId, outcome: 'erased' });
        return undefined;
      }
      const { threadId } = conversation;
      const said = text || (file?.name ?? '');
      const userId = userIdOf(profile.chatId);
      const kept =
        file && (await keepFile(dependencies, saying, file, { threadId, owner: userId, lookedAt }));
      if (kept === 'fileTooLarge') return { text: texts.fileTooLarge };
      if (file && kept === undefined) return { text: texts.notTaken };
      const view = await readThreadView(context, { threadId, userIds: [userId] });
      const connection = connectionOf(view, userId);
      const result = await appendMessage(context, {
        threadId,
        author: { type: 'user', userId },
        text: said,
        ...(kept && { attachments: [attachmentOf(kept)] }),
        channel: 'telegram',
        clientMessageId: `telegram-${updateId}`,
        head: view.head,
        lookedAt,
        ...(connection && { connection }),
      });
      if (result.outcome === 'limited')
        return { text: texts.tooManyMessages(Math.ceil(result.retryAfterMs / 1000)) };
      const news = await newsOf(context, result);
      if (news === undefined) {
        log('message.refused', { threadId, outcome: result.outcome });
        return { text: texts.notTaken };
      }
      if (conversation.title === '') {
        await introduce(dependencies, profile, lookedAt);
        await conversations.entitle(profile.chatId, conversation, said, news.message.timestamp);
      }
      await tell(dependencies, view, { ...news, userId });
      return undefined;
    },
  };
}

/** Has operators see a person's name, as Telegram says it when a conversation begins. Best effort. @param lookedAt nothing is kept if the person was erased since */
async function introduce(
  { context, log }: TelegramChatDependencies,
  { chatId, firstName }: Profile,
  lookedAt: number,
): Promise<void> {
  const name = cutText(firstName.trim(), mostNameUnits);
  if (name === '') return;
  try {
    await changeProfile(context, userIdOf(chatId), { name }, 'user', lookedAt);
  } catch (error) {
    log('person.unnamed', {}, error);
  }
}

/** @returns the text that says why a file cannot be sent */
function obstacleOf({ mimeType, sizeBytes }: SentFile): 'fileTooLarge' | 'fileTypeNotTaken' | undefined {
  if (sizeBytes > limits.attachmentBytes) return 'fileTooLarge';
  return isAttachmentType(mimeType) ? undefined : 'fileTypeNotTaken';
}

/**
 * Brings a file from Telegram into the bucket, and notes it for the thread. Its id follows from the update, so that an update which comes again
 * brings the same file.
 *
 * @returns undefined where it is not taken
 */
async function keepFile(
  { context, attachments, download }: TelegramChatDependencies,
  { profile, updateId }: Saying,
  { fileId, name, mimeType: type }: SentFile,
  place: Pick<BroughtFile, 'threadId' | 'owner' | 'lookedAt'>,
): Promise<AttachmentRecord | 'fileTooLarge' | undefined> {
  const source = JSON.stringify([profile.chatId, updateId, fileId]);
  const attachmentId = createHash('sha256').update(source).digest('base64url').slice(0, 32);
  const content = await download(fileId);
  if (content === 'tooLarge') return 'fileTooLarge';
  if (content === 'gone') return undefined;
  const sizeBytes = content.length;
  return bringAttachment(context, attachments, { ...place, attachmentId, name, type, sizeBytes, content });
}

interface News {
  readonly message: StoredMessage;
  readonly head: ThreadHead;
}

/** What is to be told of a message, also if it was stored by an earlier try that died before it was told. */
async function newsOf(context: ChatContext, result: AppendResult): Promise<News | undefined> {
  if (result.outcome === 'stored') return result;
  if (result.outcome !== 'duplicate' || result.head === null) return undefined;
  const message = await readMessage(context, result.message);
  return message === null ? undefined : { message, head: result.head };
}

/** Publishes a message where a bot is to answer it, and brings it to operators. Only the first must not fail. */
async function tell(
  { context, publisher, announcer, log }: TelegramChatDependencies,
  view: ThreadView,
  { message, head, userId }: News & { readonly userId: string },
): Promise<void> {
  const connection = connectionOf(view, userId) ?? { userId, isHumanOverride: false, devices: [] };
  const now = context.now();
  if (botMayWrite(head, connection.isHumanOverride, now))
    await publishMessage(context, publisher, { message, connection, now });
  const told = await Promise.allSettled([
    announceMessage(context, announcer, message, { head }),
    announceQueue(context, announcer, view.head, head),
  ]);
  for (const result of told)
    if (result.status === 'rejected') log('message.untold', { threadId: head.threadId }, result.reason);
}
