import { languages } from '../texts/language.ts';
import { menuIn } from '../texts/menu-in.ts';
import { administratorCommands, commandNames } from './command-names.ts';

/** The parameters of one call of `setMyCommands`. */
interface CommandMenu {
  readonly scope: { readonly type: 'default' | 'all_group_chats' | 'all_chat_administrators' };
  /** For people whose Telegram is in that language. @default for all others */
  readonly language_code?: string;
  readonly commands: readonly { readonly command: string; readonly description: string }[];
}

/**
 * What Telegram shows when a person types `/`: one menu for each language and for each kind of reader. Members of a group see no command that
 * only its administrators may send.
 */
export const commandMenus: readonly CommandMenu[] = [undefined, ...languages].flatMap((code) => {
  const menu = menuIn(code ?? 'en');
  const all = commandNames.map((command) => ({ command, description: menu[command] }));
  const language = code === undefined ? {} : { language_code: code };
  return [
    { scope: { type: 'default' }, ...language, commands: all },
    {
      scope: { type: 'all_group_chats' },
      ...language,
      commands: all.filter(({ command }) => !administratorCommands.has(command)),
    },
    { scope: { type: 'all_chat_administrators' }, ...language, commands: all },
  ];
});
