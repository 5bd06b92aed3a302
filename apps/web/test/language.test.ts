import { ar } from '../src/i18n/ar.ts';
import { de } from '../src/i18n/de.ts';
import { en } from '../src/i18n/en.ts';
import { chooseLocale, loadLanguage } from '../src/i18n/language.ts';

describe('the language of the page', () => {
  it.each([
    [['de-AT', 'en'], 'de', 'de-AT'],
    [['fr', 'ar-EG', 'de'], 'ar', 'ar-EG'],
    [['FR', 'EN-us'], 'en', 'EN-us'],
    [['zh-Hant'], 'en', 'en'],
    [[], 'en', 'en'],
  ])('is the first of %j that it speaks', (preferred, code, locale) => {
    expect(chooseLocale(preferred)).toEqual({ code, locale });
  });

  it('is read from right to left where it is written so', async () => {
    expect((await loadLanguage(['ar'])).direction).toBe('rtl');
    expect((await loadLanguage(['de'])).direction).toBe('ltr');
  });
});

describe.each([
  ['de', de],
  ['ar', ar],
] as const)('the words in %s', (_, words) => {
  it('are all there and translated', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    const same = Object.entries(words).filter(([key, word]) => word === en[key as keyof typeof en]);
    expect(same.map(([key]) => key).filter((key) => !['online', 'offline'].includes(key))).toEqual([]);
  });

  it('have a form for every number', () => {
    for (const count of [0, 1, 2, 3, 5, 11, 100, 1_000]) {
      for (const word of [words.newMessages, words.tooLong, words.unread, words.slowDown]) {
        expect(word(count)).toMatch(/\S/);
      }
    }
    expect(new Set([1, 2, 3, 11].map(ar.newMessages)).size).toBe(4);
  });
});
