import type { RichText } from '../telegram/rich-text.ts';

/** A button under a message. */
export interface Button {
  readonly text: string;
  /** What Telegram gives back when it is tapped, at most 64 bytes. */
  readonly data: string;
}

/** A file of a mail: the mail as it came, its text, or one of its attachments by its number, from 0. */
export type FileSource = 'raw' | 'text' | number;

/** One message of a notice. */
export type NoticePart =
  | { readonly type: 'text'; readonly text: RichText; readonly buttons?: readonly (readonly Button[])[] }
  | { readonly type: 'file'; readonly source: FileSource; readonly name: string; readonly caption: RichText };

/** What is to be sent to a chat: the summary of a mail, a digest, a report. It is sent whole, in order, once. */
export interface Notice {
  readonly parts: readonly NoticePart[];
  /** The message that it answers. */
  readonly replyTo?: number;
}
