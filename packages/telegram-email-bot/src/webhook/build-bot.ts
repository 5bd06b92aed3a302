import { httpCall } from '@switchboard/chat-core/aws';
import type { Message } from 'grammy/types';
import { Bot, type Context } from 'grammy/web';
import { accountCommands } from '../commands/account.ts';
import { type Reply, textsFor } from '../commands/command.ts';
import { commands } from '../commands/commands.ts';
import { type ConversationDependencies, conversationCommands } from '../commands/conversations.ts';
import type { Button } from '../notices/notice.ts';
import { mailsOfMessage } from '../notices/sent-messages.ts';
import type { ReplyJob } from '../replies/reply-job.ts';
import { renderHtml } from '../telegram/render-html.ts';
import { rich } from '../telegram/rich-text.ts';
import { splitText } from '../telegram/split-text.ts';
import { languageOfCode } from '../texts/language.ts';
import { migrateChat } from '../users/migrate-chat.ts';
import { type Profile, readUser, setReachable } from '../users/user-store.ts';
import { isButtonForAdministrators, isForAdministrators, mayDecide } from './administrators.ts';
import { answerTap, type CallbackDependencies } from './callbacks.ts';
import type { ChatPort, Saying, SentFile } from './chat-port.ts';

export interface BotDependencies extends CallbackDependencies, ConversationDependencies {
  readonly chat: ChatPort;
  /** Has a mail sent as an answer. */
  readonly sendReply: (job: ReplyJob) => Promise<void>;
}

export interface BotOptions {
  readonly token: string;
  /** @default 'https://api.telegram.org' */
  readonly apiRoot?: string | undefined;
  /** How long a call to Telegram may take, seconds. @default 10 */
  readonly timeoutSeconds?: number;
}

/** As much of `fetch` as grammY needs for calls without files. */
const lightFetch = (timeoutMs: number): typeof fetch => {
  const call = async (url: string, request: { headers: Record<string, string>; body: string }) => {
    const { headers, body } = request;
    const answer = await httpCall(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = new TextDecoder().decode(answer.body);
    return { json: async () => JSON.parse(text) };
  };
  return call as unknown as typeof fetch;
};

/** The bot: which update does what. Channels, edits and what other members of a group say to each other do nothing. */
export function buildBot(dependencies: BotDependencies, options: BotOptions): Bot {
  const { context } = dependencies;
  const { token, apiRoot, timeoutSeconds = 10 } = options;
  const bot = new Bot(token, {
    client: {
      timeoutSeconds,
      fetch: lightFetch(timeoutSeconds * 1000),
      ...(apiRoot !== undefined && { apiRoot }),
      // The answer to a command rides on the answer to the webhook: Telegram takes both or none.
      canUseWebhookReply: (method) => method === 'sendMessage',
    },
  });

  bot.on('my_chat_member', ({ chat, myChatMember }) =>
    setReachable(context, chat.id, !['kicked', 'left'].includes(myChatMember.new_chat_member.status)),
  );
  bot.on('message:migrate_to_chat_id', ({ chat, message }) =>
    migrateChat(context, chat.id, message.migrate_to_chat_id),
  );
  const known = { ...commands, ...conversationCommands, ...accountCommands };
  // A command is known however it is written: phones begin what is typed with a capital.
  bot.on('message:entities:bot_command', async (ctx, next) => {
    const { name, addressee, argument } = commandOf(ctx.message.text ?? '');
    const command = Object.hasOwn(known, name) ? known[name] : undefined;
    const isForOther = addressee !== '' && addressee !== ctx.me.username.toLowerCase();
    if (!command || isForOther) return next();
    if (isForAdministrators(name) && !(await mayDecide(ctx))) return refuseMember(dependencies, ctx);
    const request = { profile: profileOf(ctx), updateId: ctx.update.update_id, argument };
    await respond(ctx, await command(dependencies, request));
  });
  bot.on('callback_query:data', (ctx) => tap(dependencies, ctx, ctx.callbackQuery.data));
  bot.on('message', (ctx) => hear(dependencies, ctx, ctx.message));
  return bot;
}

async function refuseMember({ context }: BotDependencies, ctx: Context): Promise<void> {
  const profile = profileOf(ctx);
  const texts = textsFor(await readUser(context, profile.chatId), profile);
  await respond(ctx, { text: rich(texts.notices.administratorsOnly) });
}

interface TypedCommand {
  /** '' where the text begins with no command. */
  readonly name: string;
  /** The bot that it is for, where it says so; '' where it does not. */
  readonly addressee: string;
  readonly argument: string;
}

function commandOf(text: string): TypedCommand {
  const [whole = '', name = '', addressee = ''] = /^\/(\w+)(?:@(\w+))?/.exec(text) ?? [];
  return {
    name: name.toLowerCase(),
    addressee: addressee.toLowerCase(),
    argument: text.slice(whole.length).trim(),
  };
}

/** Who writes: a person, or a group as a whole. */
function profileOf({ chat, from }: Context): Profile {
  return {
    chatId: chat?.id ?? 0,
    firstName: chat?.first_name ?? chat?.title ?? '',
    username: chat?.username ?? '',
    ...(from?.language_code !== undefined && { languageCode: from.language_code }),
  };
}

async function respond(ctx: Context, { text, buttons = [] }: Reply): Promise<void> {
  const pieces = splitText(text);
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    await ctx.reply(renderHtml(piece), {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(isLast && buttons.length > 0 && { reply_markup: keyboardOf(buttons) }),
    });
  }
}

const keyboardOf = (buttons: readonly (readonly Button[])[]) => ({
  inline_keyboard: buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))),
});

/** A tap on a button. What Telegram is told of it is best effort: the effect is there. */
async function tap(dependencies: BotDependencies, ctx: Context, data: string): Promise<void> {
  const message = ctx.callbackQuery?.message;
  const profile = profileOf(ctx);
  const texts = textsFor(await readUser(dependencies.context, profile.chatId), profile);
  if (!message) return;
  const markup = 'reply_markup' in message ? message.reply_markup : undefined;
  const buttons = (markup?.inline_keyboard ?? []).map((row) =>
    row.map((button) => ({ text: button.text, data: 'callback_data' in button ? button.callback_data : '' })),
  );
  const updateId = ctx.update.update_id;
  if (data.startsWith('say:')) {
    const text = buttons.flat().find((button) => button.data === data)?.text ?? '';
    return choose(dependencies, ctx, { profile, updateId, text, language: texts.language });
  }
  if (isButtonForAdministrators(data) && !(await mayDecide(ctx))) {
    const text = texts.notices.administratorsOnly;
    await ctx.answerCallbackQuery({ text, show_alert: true }).catch(() => {});
    return;
  }
  const answer = await answerTap(
    dependencies,
    { updateId, chatId: profile.chatId, messageId: message.message_id, buttons, data },
    texts,
  );
  await Promise.allSettled([
    ctx.answerCallbackQuery({ text: answer.notice ?? '', show_alert: answer.isAlert ?? false }),
    answer.buttons && ctx.editMessageReplyMarkup({ reply_markup: keyboardOf(answer.buttons) }),
  ]);
  if (answer.reply) await respond(ctx, answer.reply);
}

/** A person chooses one of the answers that a bot offered: it counts as said, and the buttons go. */
async function choose(dependencies: BotDependencies, ctx: Context, saying: Saying): Promise<void> {
  const reply = await dependencies.chat.say(saying);
  await Promise.allSettled([
    ctx.answerCallbackQuery({ text: saying.text }),
    ctx.editMessageReplyMarkup({ reply_markup: { inline_keyboard: [] } }),
  ]);
  if (reply) await respond(ctx, reply);
}

/** What a person says: an answer to a mail, or something for the conversation. */
async function hear(dependencies: BotDependencies, ctx: Context, message: Message): Promise<void> {
  const profile = profileOf(ctx);
  const isPrivate = ctx.chat?.type === 'private';
  const replied = message.reply_to_message;
  const isToBot = replied?.from?.id === ctx.me.id;
  if (replied && isToBot && (await answerMail(dependencies, ctx, { message, replied }))) return;
  const text = message.text ?? message.caption ?? '';
  const [file] = filesOf(message);
  const isMention = text.includes(`@${ctx.me.username}`);
  if (!isPrivate && !isToBot && !isMention) return;
  const user = await readUser(dependencies.context, profile.chatId);
  const texts = textsFor(user, profile);
  if (message.text?.startsWith('/')) {
    const { name, addressee } = commandOf(text);
    if (addressee === '' || isMention) await respond(ctx, { text: texts.unknownCommand(name) });
  } else if (text !== '' || file !== undefined) {
    const said = text.replaceAll(`@${ctx.me.username}`, '').trim();
    const language = user?.language ?? languageOfCode(profile.languageCode);
    const reply = await dependencies.chat.say({
      profile,
      updateId: ctx.update.update_id,
      text: said,
      file,
      language,
    });
    if (reply) await respond(ctx, reply);
  } else if (isPrivate && hasContent(message)) await respond(ctx, { text: texts.unsupportedMessage });
}

/** Whether a message is something that a person sent, not a note of Telegram's. */
const hasContent = (message: Message): boolean =>
  [
    'photo',
    'document',
    'voice',
    'audio',
    'video',
    'video_note',
    'sticker',
    'location',
    'contact',
    'animation',
  ].some((kind) => kind in message);

/** Sends an answer to the mail that a message stands for. @returns false where it stands for none */
async function answerMail(
  { context, sendReply }: BotDependencies,
  ctx: Context,
  { message, replied }: { readonly message: Message; readonly replied: Message },
): Promise<boolean> {
  const [stateId] = await mailsOfMessage(context, message.chat.id, replied.message_id);
  if (stateId === undefined) return false;
  await sendReply({
    updateId: ctx.update.update_id,
    chatId: message.chat.id,
    messageId: message.message_id,
    stateId,
    text: message.text ?? message.caption ?? '',
    files: [...filesOf(message)],
  });
  return true;
}

function filesOf({ document, photo, audio, video, voice }: Message): readonly SentFile[] {
  const picture = photo?.at(-1);
  const files = [
    document && { ...document, name: document.file_name ?? 'file', type: document.mime_type },
    picture && { ...picture, name: 'photo.jpg', type: 'image/jpeg' },
    audio && { ...audio, name: audio.file_name ?? 'audio.mp3', type: audio.mime_type },
    video && { ...video, name: video.file_name ?? 'video.mp4', type: video.mime_type },
    voice && { ...voice, name: 'voice.ogg', type: voice.mime_type },
  ];
  return files.flatMap((file) =>
    file
      ? [
          {
            fileId: file.file_id,
            name: file.name,
            mimeType: file.type ?? 'application/octet-stream',
            sizeBytes: file.file_size ?? 0,
          },
        ]
      : [],
  );
}
