import type { Reply } from '../commands/command.ts';
import type { Language } from '../texts/language.ts';
import type { Profile } from '../users/user-store.ts';

/** A file that a person sends, by Telegram's id. */
export interface SentFile {
  readonly fileId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** Something that a person says to the bot, in no command. */
export interface Saying {
  readonly profile: Profile;
  readonly updateId: number;
  /** With a file it may be empty. */
  readonly text: string;
  readonly file?: SentFile | undefined;
  readonly language: Language;
}

/** The conversations of a chat with bots and operators. */
export interface ChatPort {
  /** Takes what a person says, once for each update. @returns what they are told where it is not taken */
  say(saying: Saying): Promise<Reply | undefined>;
}
