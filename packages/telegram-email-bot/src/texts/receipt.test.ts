import type { AccountCounts } from '../notices/mail-state.ts';
import { plainText } from '../telegram/rich-text.ts';
import type { Language } from './language.ts';
import { receiptIn } from './receipt-in.ts';

const nothing = { addresses: 0, mails: 0, conversations: 0, messages: 0, others: 0, sharedMails: 0 };

it.each<[Language, Partial<AccountCounts>, string]>([
  ['en', { addresses: 1, others: 1 }, 'Deleted: 1 address and 1 other entry.'],
  [
    'en',
    { addresses: 2, mails: 3, conversations: 1, messages: 4, others: 9 },
    'Deleted: 2 addresses, 3 mails, 1 conversation, 4 messages and 9 other entries.',
  ],
  ['en', { mails: 1 }, 'Deleted: 1 mail.'],
  ['en', {}, 'Deleted: everything.'],
  ['de', { addresses: 1, others: 1 }, 'Gelöscht: 1 Adresse und 1 weiterer Eintrag.'],
  [
    'de',
    { addresses: 2, mails: 3, conversations: 1, messages: 4, others: 9 },
    'Gelöscht: 2 Adressen, 3 Mails, 1 Gespräch, 4 Nachrichten und 9 weitere Einträge.',
  ],
  ['de', { conversations: 2, messages: 1 }, 'Gelöscht: 2 Gespräche und 1 Nachricht.'],
  ['de', {}, 'Gelöscht: alles.'],
])('the receipt of an erasure in %s names %j', (language, counts, said) => {
  const text = plainText(receiptIn(language)({ counts: { ...nothing, ...counts }, receipt: 'r' }));
  expect(text.split('. ')[0]).toBe(said.slice(0, -1));
});

it.each<[Language, string]>([
  ['en', 'Deleted: everything.'],
  ['de', 'Gelöscht: alles.'],
])(
  'the receipt of an erasure in %s names no number where there was too much to be counted',
  (language, said) => {
    const text = plainText(receiptIn(language)({ counts: null, receipt: 'r' }));
    expect(text.startsWith(said)).toBe(true);
  },
);
