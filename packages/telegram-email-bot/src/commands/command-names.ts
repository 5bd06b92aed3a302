/** Every command, in the order of the menu. */
export const commandNames = [
  'register',
  'addresses',
  'new',
  'status',
  'pause',
  'resume',
  'deactivate',
  'activate',
  'block',
  'allow',
  'quarantine',
  'digest',
  'newchat',
  'chats',
  'switch',
  'language',
  'export',
  'delete',
  'start',
  'help',
] as const;

export type CommandName = (typeof commandNames)[number];

/**
 * What changes or gives away something of everyone in a group: only its administrators may. The buttons that do the same are named in
 * `administrators.ts`.
 */
export const administratorCommands: ReadonlySet<string> = new Set<CommandName>([
  'pause',
  'resume',
  'deactivate',
  'activate',
  'block',
  'allow',
  'digest',
  'export',
  'delete',
]);
