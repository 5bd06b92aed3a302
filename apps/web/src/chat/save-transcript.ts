import type { ChatThread } from '@switchboard/chat-client';
import { peopleOf } from '../components/people.ts';
import { download } from '../conversation/download.ts';
import { loadWhole } from '../conversation/load-whole.ts';
import { transcriptName, transcriptOf } from '../conversation/transcript.ts';
import type { Language } from '../i18n/language.ts';

/** Gives the customer their whole conversation as a text file. */
export async function saveTranscript(
  thread: ChatThread,
  brandName: string,
  { words, locale }: Pick<Language, 'words' | 'locale'>,
): Promise<void> {
  const messages = await loadWhole(thread);
  const { people, userId } = thread.getSnapshot();
  const { nameOf } = peopleOf(people);
  const text = transcriptOf(messages, {
    title: words.conversationWith(brandName),
    locale,
    deleted: words.deletedMessage,
    nameOf: ({ messageType, sender }) => {
      if (messageType === 'bot') return words.assistant;
      if (messageType === 'system') return brandName;
      return sender === userId ? words.you : (nameOf(sender) ?? words.colleague);
    },
  });
  download(transcriptName(brandName), text);
}
