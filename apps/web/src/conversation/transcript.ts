import type { ChatMessage, Notice } from '@switchboard/chat-client';

export interface TranscriptOptions {
  /** The first line. */
  readonly title: string;
  /** For dates, for example `de-AT`. */
  readonly locale: string;
  /** How the author of a message is called. */
  readonly nameOf: (message: Pick<ChatMessage, 'messageType' | 'sender'>) => string;
  /** What the platform said to the customer, in the reader's language. @param at when it was said */
  readonly noticeText: (notice: Notice, at: number) => string;
  /** What stands in place of a message that its author has deleted. */
  readonly deleted: string;
}

/** A conversation as a text that people keep: who said what, and when. Operators' notes are not in it. */
export function transcriptOf(messages: readonly ChatMessage[], options: TranscriptOptions): string {
  const { title, locale, nameOf } = options;
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const paragraphs = messages
    // A message that was edited has its new text already.
    .filter(({ messageType, change }) => messageType !== 'note' && change === undefined)
    .map((message) => `${dates.format(message.timestamp)}  ${nameOf(message)}\n${said(message, options)}`);
  return `${[title, ...paragraphs].join('\n\n')}\n`;
}

function said(
  { status, text, attachments = [], notice, timestamp }: ChatMessage,
  { deleted, noticeText }: TranscriptOptions,
): string {
  if (notice !== undefined) return noticeText(notice, timestamp);
  if (status === 'deleted' || status === 'erased') return deleted;
  const files = attachments.map(({ name }) => name);
  // A message of files alone has their names as its text.
  return files.length === 0 || text === files.join(', ')
    ? text
    : [text, ...files.map((name) => `[${name}]`)].join('\n');
}

/** A name for the file of a conversation, for example `conversation-ann-k.txt`. */
export const transcriptName = (who: string): string =>
  `conversation-${who.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLocaleLowerCase()}.txt`;
