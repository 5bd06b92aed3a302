import { plainText } from '../telegram/rich-text.ts';
import type { Language } from './language.ts';
import { textsIn } from './texts-in.ts';

it.each<[Language, number, string]>([
  ['en', 1, 'Deleted: 1 item.'],
  ['en', 2, 'Deleted: 2 items.'],
  ['de', 1, 'Gelöscht: 1 Eintrag.'],
  ['de', 2, 'Gelöscht: 2 Einträge.'],
])('the receipt of an erasure in %s counts %i', (language, count, said) => {
  const text = plainText(textsIn(language).deleted({ count, sharedMails: 0, receipt: 'r' }));
  expect(text.startsWith(said)).toBe(true);
});
