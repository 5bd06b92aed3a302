import type { RichText } from '../telegram/rich-text.ts';
import type { Sent } from '../users/erasure-mark.ts';

/** A button under a message. */
export interface Button {
  readonly text: string;
  /** What Telegram gives back when it is tapped, at most 64 bytes. */
  readonly data: string;
}

/** A file of a mail: the mail as it came, its text, or one of its attachments by its number, from 0. */
export type FileSource = 'raw' | 'text' | number;

/** What a notice has Telegram do: one message each, or new buttons of a message that is there. */
export type NoticePart =
  | { readonly type: 'text'; readonly text: RichText; readonly buttons?: readonly (readonly Button[])[] }
  | {
      readonly type: 'file';
      readonly source: FileSource;
      readonly name: string;
      readonly caption: RichText;
      /** What is said in place of the file where Telegram does not take it; a link follows. */
      readonly tooLarge: RichText;
      /** The text of that link. */
      readonly download: string;
      /** What is said in its place where it is no longer kept. */
      readonly gone: RichText;
    }
  | ButtonsPart;

/** New buttons of a message of the bot; none takes them away. */
interface ButtonsPart {
  readonly type: 'buttons';
  readonly messageId: number;
  readonly buttons: readonly (readonly Button[])[];
}

/** A part that can be sent without a mail at hand. */
export type PlainPart = Exclude<NoticePart, { readonly type: 'file' }>;

/** A raw mail that was read, for as long as its files are sent. */
export interface OpenedMail {
  /** @returns undefined where the mail has no such file */
  file(source: FileSource): Promise<Uint8Array | undefined>;
}

/** Where mails' files are. */
export interface MailFiles {
  /** Reads the raw mail of a key; undefined where it is no longer kept. */
  open(rawKey: string): Promise<OpenedMail | undefined>;
  /** Puts a file where anyone with the link can get it for an hour. @returns the link */
  link(name: string, content: Uint8Array): Promise<string>;
}

/** What is to be sent to a chat: the summary of a mail, a digest, a report. It is sent whole, in order, once. */
export interface Notice {
  readonly parts: readonly NoticePart[];
  /** The message that it answers. */
  readonly replyTo?: number;
  /** The topic of a forum that it is sent to. */
  readonly topicId?: number | undefined;
  /** The items of the mails that it is about. @default the mail in whose item it is stored */
  readonly about?: readonly string[];
  /** What it answers, also in a chat that has no user. @default it is for a user */
  readonly answers?: Omit<Sent, 'chatId'>;
  /** It is the receipt of this chat's erasure, when nothing is stored about the chat any more: no item of the chat names it. @default none */
  readonly receiptOf?: number;
}
