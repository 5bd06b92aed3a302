import type { ChatMessage } from '@switchboard/chat-client';

export interface TranscriptOptions {
  /** The first line. */
  readonly title: string;
  /** For dates, for example `de-AT`. */
  readonly locale: string;
  /** How the author of a message is called. */
  readonly nameOf: (message: Pick<ChatMessage, 'messageType' | 'sender'>) => string;
}

/** A conversation as a text that people keep: who said what, and when. Operators' notes are not in it. */
export function transcriptOf(messages: readonly ChatMessage[], options: TranscriptOptions): string {
  const { title, locale, nameOf } = options;
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const paragraphs = messages
    .filter(({ messageType }) => messageType !== 'note')
    .map((message) => `${dates.format(message.timestamp)}  ${nameOf(message)}\n${message.text}`);
  return `${[title, ...paragraphs].join('\n\n')}\n`;
}
