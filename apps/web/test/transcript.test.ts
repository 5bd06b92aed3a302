import type { ChatMessage, Notice } from '@switchboard/chat-client';
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

const options = {
  title: 'Conversation with Ann',
  locale: 'en',
  deleted: '(deleted)',
  noticeText: ({ position }: Notice) => `Nummer ${position}`,
  nameOf: ({ sender }: Pick<ChatMessage, 'sender'>) => sender.toUpperCase(),
};

describe('a transcript', () => {
  it('says a change once, nothing of what was deleted, and which files were sent', () => {
    const file = { attachmentId: 'a', name: 'bill.pdf', type: 'application/pdf', size: 10 };
    const text = transcriptOf(
      [
        message({ text: 'New text', status: 'edited' }),
        message({ seq: 2, text: '', status: 'deleted' }),
        message({ seq: 3, messageType: 'system', text: 'New text', change: { type: 'edit', seq: 1 } }),
        message({ seq: 4, text: 'My bill', attachments: [file] }),
        message({ seq: 5, text: 'bill.pdf', attachments: [file] }),
        message({
          seq: 6,
          messageType: 'system',
          text: 'You are next.',
          notice: { type: 'queued', position: 1 },
        }),
      ],
      options,
    );
    const said = text
      .trimEnd()
      .split('\n\n')
      .slice(1)
      .map((paragraph) => paragraph.split('\n').slice(1));
    expect(said).toEqual([
      ['New text'],
      ['(deleted)'],
      ['My bill', '[bill.pdf]'],
      ['bill.pdf'],
      ['Nummer 1'],
    ]);
  });

  it('says who said what, and when, and keeps operators’ notes to themselves', () => {
    const text = transcriptOf(
      [
        message({}),
        message({ messageType: 'bot', sender: 'rules', text: 'Hi!\nHow are you?' }),
        message({ messageType: 'note', sender: 'olga', text: 'A difficult one' }),
      ],
      options,
    );
    expect(text.replaceAll('\u202f', ' ')).toMatch(
      /^Conversation with Ann\n\nMar 3, 2026, .{6,12} ANN\nHello\n\nMar 3, 2026, .{6,12} RULES\nHi!\nHow are you\?\n$/,
    );
  });
});
