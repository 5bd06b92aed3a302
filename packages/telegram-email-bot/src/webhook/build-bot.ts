import type { Message, Update, UserFromGetMe } from 'grammy/types';
import { type Api, Composer, Context } from 'grammy/web';
import { accountCommands } from '../commands/account.ts';
import { type Reply, textsFor } from '../commands/command.ts';
import { commands } from '../commands/commands.ts';
import { type ConversationDependencies, conversationCommands } from '../commands/conversations.ts';
import type { PlainPart } from '../notices/notice.ts';
import { mailsOfMessage } from '../notices/sent-messages.ts';
import type { ReplyJob } from '../replies/reply-job.ts';
import { rich } from '../telegram/rich-text.ts';
import { languageOfCode } from '../texts/language.ts';
import { type Profile, readChat, readUser, setReachable } from '../users/user-store.ts';
import { isButtonForAdministrators, isForAdministrators, mayDecide } from './administrators.ts';
import { answerTap, type CallbackDependencies, type TapAnswer } from './callbacks.ts';
import type { ChatPort, Saying, SentFile } from './chat-port.ts';
import { type Answer, type AnswerDependencies, partsOf, sendAnswer } from './send-answer.ts';

export interface BotDependencies extends CallbackDependencies, ConversationDependencies, AnswerDependencies {
  readonly chat: ChatPort;
  /** Has a mail sent as an answer. */
  readonly sendReply: (job: ReplyJob) => Promise<void>;
}

/** Does what an update asks for, and answers it. */
export type Bot = (update: Update) => Promise<void>;

/**
 * grammY tells updates apart, and calls nothing: how Telegram is called and what its refusals mean is known to the sender alone. Without a
 * client of its own it weighs half as much.
 */
const noApi = {} as Api;

/** The bot: which update does what. Channels, edits and what other members of a group say to each other do nothing. */
export function buildBot(dependencies: BotDependencies, me: UserFromGetMe): Bot {
  const { context, api } = dependencies;
  const bot = new Composer<Context>();

  bot.on('my_chat_member', ({ chat, myChatMember }) =>
    setReachable(context, chat.id, !['kicked', 'left'].includes(myChatMember.new_chat_member.status)),
  );
  bot.on('message:migrate_to_chat_id', (ctx) => {
    const { chatId, updateId, messageId } = placeOf(ctx);
    const to = ctx.message.migrate_to_chat_id;
    return dependencies.sendAccountJob({ type: 'migrate', chatId, updateId, messageId, to });
  });
  const known = { ...commands, ...conversationCommands, ...accountCommands };
  // A command is known however it is written: phones begin what is typed with a capital.
  bot.on('message:entities:bot_command', async (ctx, next) => {
    const { name, addressee, argument } = commandOf(ctx.message.text ?? '');
    const command = Object.hasOwn(known, name) ? known[name] : undefined;
    const isForOther = addressee !== '' && addressee !== ctx.me.username.toLowerCase();
    if (!command || isForOther) return next();
    if (isForAdministrators(name) && !(await mayDecide(api, ctx))) return refuseMember(dependencies, ctx);
    const { updateId, messageId } = placeOf(ctx);
    const request = { profile: profileOf(ctx), updateId, messageId, argument };
    await respond(dependencies, ctx, await command(dependencies, request));
  });
  bot.on('callback_query:data', (ctx) => tap(dependencies, ctx, ctx.callbackQuery.data));
  bot.on('message', (ctx) => hear(dependencies, ctx, ctx.message));
  const run = bot.middleware();
  return async (update) => {
    await run(new Context(update, noApi, me), async () => {});
  };
}

async function refuseMember(dependencies: BotDependencies, ctx: Context): Promise<void> {
  const profile = profileOf(ctx);
  const texts = textsFor(await readUser(dependencies.context, profile.chatId), profile);
  await respond(dependencies, ctx, { text: rich(texts.notices.administratorsOnly) });
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

const respond = (dependencies: BotDependencies, ctx: Context, reply: Reply): Promise<void> =>
  sendAnswer(dependencies, { ...placeOf(ctx), parts: partsOf(reply) });

/** Where an update is answered. */
function placeOf({ update, chat, msg }: Context): Omit<Answer, 'parts'> {
  const topicId = msg?.is_topic_message ? msg.message_thread_id : undefined;
  return {
    updateId: update.update_id,
    chatId: chat?.id ?? 0,
    messageId: msg?.message_id ?? 0,
    ...(topicId !== undefined && { topicId }),
  };
}

/** A tap on a button. */
async function tap(dependencies: BotDependencies, ctx: Context, data: string): Promise<void> {
  const { message, id: tapId = '' } = ctx.callbackQuery ?? {};
  const profile = profileOf(ctx);
  const { user, talksAs } = await readChat(dependencies.context, profile.chatId);
  const texts = textsFor(user, profile);
  if (!message) return;
  const markup = 'reply_markup' in message ? message.reply_markup : undefined;
  const buttons = (markup?.inline_keyboard ?? []).map((row) =>
    row.map((button) => ({ text: button.text, data: 'callback_data' in button ? button.callback_data : '' })),
  );
  const updateId = ctx.update.update_id;
  const chosen = data.startsWith('say:') && buttons.flat().find((button) => button.data === data);
  if (chosen) {
    const { text } = chosen;
    const own = { ...profile, chatId: talksAs };
    return choose(dependencies, ctx, { profile: own, updateId, text, language: texts.language });
  }
  if (isButtonForAdministrators(data) && !(await mayDecide(dependencies.api, ctx))) {
    const text = texts.notices.administratorsOnly;
    return sendAnswer(dependencies, { ...placeOf(ctx), notice: { tapId, text, isAlert: true }, parts: [] });
  }
  const answer = await answerTap(
    dependencies,
    { updateId, chatId: profile.chatId, messageId: message.message_id, buttons, data },
    texts,
  );
  return sendAnswer(dependencies, {
    ...placeOf(ctx),
    notice: { tapId, text: answer.notice ?? '', isAlert: answer.isAlert ?? false },
    parts: [
      // Telegram does not tell the buttons of an old message.
      ...buttonsOf(message.message_id, markup && answer.buttons),
      ...(answer.reply ? partsOf(answer.reply) : []),
    ],
  });
}

/** A message's new buttons, if it gets any. */
const buttonsOf = (messageId: number, buttons: TapAnswer['buttons']): readonly PlainPart[] =>
  buttons === undefined ? [] : [{ type: 'buttons', messageId, buttons }];

/** A person chooses one of the answers that a bot offered: it counts as said, and the buttons go. */
async function choose(dependencies: BotDependencies, ctx: Context, saying: Saying): Promise<void> {
  const { message, id: tapId = '' } = ctx.callbackQuery ?? {};
  const reply = await dependencies.chat.say(saying);
  await sendAnswer(dependencies, {
    ...placeOf(ctx),
    notice: { tapId, text: saying.text, isAlert: false },
    parts: [...(message ? buttonsOf(message.message_id, []) : []), ...(reply ? partsOf(reply) : [])],
  });
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
  const { user, talksAs } = await readChat(dependencies.context, profile.chatId);
  const texts = textsFor(user, profile);
  if (message.text?.startsWith('/')) {
    const { name, addressee } = commandOf(text);
    if (addressee === '' || isMention) await respond(dependencies, ctx, { text: texts.unknownCommand(name) });
  } else if (text !== '' || file !== undefined) {
    const said = text.replaceAll(`@${ctx.me.username}`, '').trim();
    const language = user?.language ?? languageOfCode(profile.languageCode);
    const reply = await dependencies.chat.say({
      profile: { ...profile, chatId: talksAs },
      updateId: ctx.update.update_id,
      text: said,
      file,
      language,
    });
    if (reply) await respond(dependencies, ctx, reply);
  } else if (isPrivate && hasContent(message))
    await respond(dependencies, ctx, { text: texts.unsupportedMessage });
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

/** The data of buttons that only a message about mails has. */
export const mailButton = /^(?:full|files|raw|reply|block|unblock|why|mail:\d+)$/;

const hasMailButton = ({ reply_markup }: Message): boolean =>
  (reply_markup?.inline_keyboard ?? [])
    .flat()
    .some((button) => 'callback_data' in button && mailButton.test(button.callback_data));

/** Sends an answer to the mail that a message stands for. @returns false where it stands for none, and never has */
async function answerMail(
  dependencies: BotDependencies,
  ctx: Context,
  { message, replied }: { readonly message: Message; readonly replied: Message },
): Promise<boolean> {
  const { context, sendReply } = dependencies;
  const [stateId, ...others] = await mailsOfMessage(context, message.chat.id, replied.message_id);
  if (stateId === undefined && !hasMailButton(replied)) return false;
  if (stateId === undefined || others.length > 0) {
    const profile = profileOf(ctx);
    const { reply } = textsFor(await readUser(context, profile.chatId), profile);
    await respond(dependencies, ctx, { text: stateId === undefined ? reply.noMail : reply.severalMails });
    return true;
  }
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
