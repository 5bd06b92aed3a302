import { addAddress, listAddresses, pause, register, resume } from './addresses.ts';
import type { Command } from './command.ts';
import { quarantine } from './quarantine.ts';
import { allow, block } from './senders.ts';
import { activate, deactivate, digest, help, language, start, status } from './settings.ts';

/** The commands by their names. */
export const commands: Readonly<Record<string, Command>> = {
  start,
  help,
  register,
  addresses: listAddresses,
  new: addAddress,
  pause,
  resume,
  status,
  activate,
  deactivate,
  block,
  allow,
  quarantine,
  digest,
  language,
};
