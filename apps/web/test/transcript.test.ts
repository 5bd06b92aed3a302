import type { ChatMessage } from '@switchboard/chat-client';
import { transcriptOf } from '../src/conversation/transcript.ts';

const message = (fields: Partial<ChatMessage>): ChatMessage => ({
  messageId: 'm',
  threadId: 't',
  seq: 1,
  timestamp: Date.UTC(2026, 2, 3, 14, 44),
  messageType: 'user',
  text: 'Hello',
  sender: 'ann',
  status: 'sent',
  metadata: {},
  ...fields,
});

describe('a transcript', () => {
  it('says who said what, and when, and keeps operators’ notes to themselves', () => {
    const text = transcriptOf(
      [
        message({}),
        message({ messageType: 'bot', sender: 'rules', text: 'Hi!\nHow are you?' }),
        message({ messageType: 'note', sender: 'olga', text: 'A difficult one' }),
      ],
      { title: 'Conversation with Ann', locale: 'en', nameOf: ({ sender }) => sender.toUpperCase() },
    );
    expect(text.replaceAll('\u202f', ' ')).toMatch(
      /^Conversation with Ann\n\nMar 3, 2026, .{6,12} ANN\nHello\n\nMar 3, 2026, .{6,12} RULES\nHi!\nHow are you\?\n$/,
    );
  });
});
