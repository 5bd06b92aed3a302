import type { BotCommand } from '@grammyjs/types';
import * as v from 'valibot';
import { badRequest } from './bot-api-error.ts';
import { type Method, placeOf } from './call.ts';

export const getMe: Method = ({ account }) => account.user;

export const getChat: Method = (call) => ({
  accent_color_id: 0,
  max_reaction_count: 11,
  ...placeOf(call).record.chat,
});

const commandSchema = v.object({ command: v.string(), description: v.string() });

export const setMyCommands: Method = ({ telegram, account, parameters }) => {
  const result = v.safeParse(v.array(commandSchema), parameters.json('commands', 'commands'));
  if (!result.success) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (result.output.length > 100) throw badRequest('too many commands specified');
  for (const command of result.output) requireCommand(command);
  account.commands = result.output;
  telegram.changed.give();
  return true;
};

function requireCommand({ command, description }: BotCommand): void {
  if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (description === '' || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
}

export const getMyCommands: Method = ({ account }) => account.commands;

export const deleteMyCommands: Method = ({ telegram, account }) => {
  account.commands = [];
  telegram.changed.give();
  return true;
};
