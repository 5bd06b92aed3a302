import { noticeText } from './notice-text.ts';

const now = Date.parse('2026-12-19T12:00:00Z');
const monday = Date.parse('2026-12-21T08:00:00Z');
const said = (notice: { position?: number; backAt?: number }, ...languages: readonly string[]): string =>
  noticeText({ type: 'queued', ...notice }, { languages, timeZone: 'Europe/Berlin', now }).replaceAll(
    /\s+/gu,
    ' ',
  );

describe('what the platform says', () => {
  it.each([
    [['de-AT', 'en'], 'Sie sind an 3. Stelle.'],
    [['fr', 'ar-EG', 'en'], 'رقمك في الدور 3.'],
    [['fr'], 'You are number 3 in line.'],
    [['constructor'], 'You are number 3 in line.'],
    [[], 'You are number 3 in line.'],
  ])('is said in the first of the languages %j that is spoken', (languages, text) => {
    expect(said({ position: 3 }, ...languages)).toBe(text);
  });

  it('is what a bot says that asks for people, and says nothing else', () => {
    const languages = ['de-CH'];
    expect(noticeText({ type: 'handOver' }, { languages, now })).toBe(
      'Ich hole jemanden aus dem Team dazu. Einen Moment, bitte.',
    );
    expect(noticeText({ type: 'askedOperators' }, { languages, now })).toBe(
      'Dazu muss ich erst im Team nachfragen. Einen Moment, bitte.',
    );
    expect(noticeText({ type: 'handOver' }, { languages: [], now })).toBe(
      'Let me get a colleague for you. One moment, please.',
    );
  });

  it('is that the customer is next, or that many wait', () => {
    expect(said({ position: 1 }, 'en')).toBe('You are next in line.');
    expect(said({}, 'de')).toBe('Gerade warten viele. Wir antworten Ihnen, sobald jemand frei ist.');
  });

  it('names the day on which people are back, as the language does, and the date where that is a week away', () => {
    expect(said({ position: 1, backAt: monday }, 'en')).toBe(
      'Nobody is here at the moment. We are back on Monday 9:00 AM.',
    );
    expect(said({ position: 1, backAt: monday }, 'de')).toMatch(
      /^Gerade ist niemand da\. Wir sind ab Montag,? (um )?0?9:00/,
    );
    expect(said({ position: 1, backAt: monday + 7 * 86_400_000 }, 'en')).toContain('Monday, December 28');
    expect(said({ backAt: monday }, 'ar')).toContain('الاثنين');
  });
});
