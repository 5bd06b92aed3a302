import type { ChatThread, ThreadRow } from '@switchboard/chat-client';
import { loadWhole } from '../conversation/load-whole.ts';
import { transcriptOf } from '../conversation/transcript.ts';
import { nameOf } from '../text/names.ts';
import { customerName } from './customer-of.ts';
import { download } from './download.ts';

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
    nameOf: ({ messageType, sender }) => {
      if (messageType === 'bot') return 'Bot';
      return messageType === 'user' ? customer : (nameOf(sender) ?? sender);
    },
  });
  download(`conversation-${customer.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLocaleLowerCase()}.txt`, text);
}
