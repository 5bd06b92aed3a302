import type { ChatMessage, ChatThread } from '@switchboard/chat-client';
import { type People, peopleOf } from '../components/people.ts';
import { type Language, noticeIn } from '../i18n/language.ts';
import { download } from './download.ts';
import { loadWhole } from './load-whole.ts';
import { transcriptName, transcriptOf } from './transcript.ts';

/** What a transcript needs to know of the page that saves it. */
export interface TranscriptReader {
  readonly language: Language;
  /** The other party of the conversation, for the title and the name of the file. Asked once all messages are there. */
  readonly otherSide: () => string;
  /** The name of a message's author who is neither the bot nor the platform. */
  readonly nameOf: (message: Pick<ChatMessage, 'messageType' | 'sender'>, people: People) => string;
  /** How the platform is called, which says what happens to the conversation. */
  readonly platformName: string;
}

/** Gives the reader the whole conversation as a text file. */
export async function saveTranscript(thread: ChatThread, reader: TranscriptReader): Promise<void> {
  const messages = await loadWhole(thread);
  const { locale, words } = reader.language;
  const people = peopleOf(thread.getSnapshot().people);
  const otherSide = reader.otherSide();
  const text = transcriptOf(messages, {
    title: words.conversationWith(otherSide),
    locale,
    deleted: words.deletedMessage,
    noticeText: (notice, at) => noticeIn(reader.language, notice, at),
    nameOf: (message) => {
      if (message.messageType === 'bot') return words.assistant;
      return message.messageType === 'system' ? reader.platformName : reader.nameOf(message, people);
    },
  });
  download(transcriptName(otherSide), text);
}
