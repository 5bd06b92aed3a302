import type { BotCommand, User } from '@grammyjs/types';
import * as v from 'valibot';
import { memberStatus } from '../state/members.ts';
import type { BotAccount, ChatRecord } from '../state/state.ts';
import { badRequest } from './bot-api-error.ts';
import type { Call, Method } from './call.ts';

/** Which list of commands is meant: for which chats, and for people with which language ('' for all others). */
interface MenuKey {
  readonly type: string;
  readonly chatId?: number;
  readonly userId?: number;
  readonly language: string;
}

const keyText = ({ type, chatId, userId, language }: MenuKey): string =>
  JSON.stringify([type, chatId ?? null, userId ?? null, language]);

const wideScopes = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'];
const chatScopes = ['chat', 'chat_administrators', 'chat_member'];

const mostCommands = 100;
const longestCommand = 32;
const longestDescription = 256;

/** Keeps one list for each scope and language, as Telegram does. */
export const setMyCommands: Method = (call) => {
  const { telegram, account, parameters } = call;
  const commands = readCommands(parameters.json('commands', 'commands'));
  const key = keyText(readKey(call));
  account.menus = { ...account.menus, [key]: commands.map(checkedCommand) };
  telegram.changed.give();
  return true;
};

/** The list of exactly that scope and language. */
export const getMyCommands: Method = (call) => call.account.menus?.[keyText(readKey(call))] ?? [];

export const deleteMyCommands: Method = (call) => {
  const { [keyText(readKey(call))]: _, ...menus } = call.account.menus ?? {};
  call.account.menus = menus;
  call.telegram.changed.give();
  return true;
};

const commandsSchema = v.array(v.object({ command: v.string(), description: v.string() }));

function readCommands(given: unknown): readonly BotCommand[] {
  const result = v.safeParse(commandsSchema, given);
  if (!result.success) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (result.output.length > mostCommands) throw badRequest('too many bot commands specified');
  return result.output;
}

function checkedCommand(given: BotCommand): BotCommand {
  const command = given.command.trim().replace(/^\//, '');
  const description = given.description.trim();
  if (command === '') throw badRequest('command must be non-empty');
  if (command.length > longestCommand) throw badRequest(`command length must not exceed ${longestCommand}`);
  if (description === '') throw badRequest('command description must be non-empty');
  if (description.length > longestDescription)
    throw badRequest(`command description length must not exceed ${longestDescription}`);
  if (!/^[a-z0-9_]+$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  return { command, description };
}

function readKey(call: Call): MenuKey {
  const scope = readScope(call.parameters.json('scope', 'BotCommandScope'));
  if (scope.chatId !== undefined) requireScopedChat(call, scope.type, scope.chatId);
  const language = call.parameters.text('language_code');
  if (!/^(?:[a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  return { ...scope, language };
}

function readScope(given: unknown): Omit<MenuKey, 'language'> {
  if (given === undefined) return { type: 'default' };
  const wrong = (what: string) => badRequest(`can't parse BotCommandScope: ${what}`);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw wrong('BotCommandScope must be an Object');
  const { type, chat_id: chatId, user_id: userId } = given as Readonly<Record<string, unknown>>;
  if (type === undefined) throw wrong('Can\'t find field "type"');
  if (wideScopes.includes(String(type))) return { type: String(type) };
  if (!chatScopes.includes(String(type))) throw wrong('Unsupported type specified');
  if (chatId === undefined) throw wrong('Can\'t find field "chat_id"');
  if (chatId === '') throw wrong('Empty chat_id specified');
  const scope = { type: String(type), chatId: Number(chatId) };
  if (type !== 'chat_member') return scope;
  if (userId === undefined) throw wrong('Can\'t find field "user_id"');
  if (!(Number(userId) > 0)) throw wrong('Invalid user_id specified');
  return { ...scope, userId: Number(userId) };
}

function requireScopedChat({ telegram }: Call, type: string, chatId: number): void {
  const record = telegram.state.chats[chatId];
  if (!record) throw badRequest('chat not found');
  if (record.user && type !== 'chat') throw badRequest("can't use specified scope in private chats");
  if (record.chat.type === 'channel') throw badRequest("can't change commands in channel chats");
}

/** The list that a person sees in a chat: that of the narrowest scope that has one, in the person's language before that for all. */
export function menuFor(
  { menus = {} }: BotAccount,
  record: ChatRecord,
  { id: userId, language_code: code = '' }: Pick<User, 'id' | 'language_code'>,
): readonly BotCommand[] {
  const chatId = record.chat.id;
  const isAdministrator = ['creator', 'administrator'].includes(memberStatus(record, userId));
  const scopes: readonly Omit<MenuKey, 'language'>[] = record.user
    ? [{ type: 'chat', chatId }, { type: 'all_private_chats' }, { type: 'default' }]
    : [
        { type: 'chat_member', chatId, userId },
        ...(isAdministrator ? [{ type: 'chat_administrators', chatId }] : []),
        { type: 'chat', chatId },
        ...(isAdministrator ? [{ type: 'all_chat_administrators' }] : []),
        { type: 'all_group_chats' },
        { type: 'default' },
      ];
  const keys = scopes.flatMap((scope) =>
    [code.slice(0, 2), ''].map((language) => keyText({ ...scope, language })),
  );
  return keys.map((key) => menus[key]).find((menu) => menu !== undefined) ?? [];
}
