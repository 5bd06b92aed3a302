import type { ChatThread, ThreadRow } from '@switchboard/chat-client';
import { download } from '../conversation/download.ts';
import { loadWhole } from '../conversation/load-whole.ts';
import { transcriptName, transcriptOf } from '../conversation/transcript.ts';
import { nameOf } from '../text/names.ts';
import { customerName } from './customer-of.ts';

/** Gives the operator the whole conversation as a text file. */
export async function saveTranscript(
  thread: ChatThread,
  row: ThreadRow | undefined,
  locale: string,
): Promise<void> {
  const messages = await loadWhole(thread);
  const customerId = messages.find(({ messageType }) => messageType === 'user')?.sender ?? thread.threadId;
  const customer = customerName(row?.customer ?? { userId: customerId });
  const text = transcriptOf(messages, {
    title: `Conversation with ${customer}`,
    locale,
    deleted: 'This message was deleted',
    nameOf: ({ messageType, sender }) => {
      if (messageType === 'bot') return 'Bot';
      return messageType === 'user' ? customer : (nameOf(sender) ?? sender);
    },
  });
  download(transcriptName(customer), text);
}
