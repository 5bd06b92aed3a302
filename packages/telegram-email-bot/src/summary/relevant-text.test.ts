import { growth } from '@switchboard/jest-preset/processor-time';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz-runs.ts';
import { relevantParts } from './relevant-text.ts';

const partsOf = (text: string, subject = '') =>
  relevantParts(text, subject).map(({ start, end }) => text.slice(start, end));

describe('what is relevant in a mail', () => {
  it.each([
    [
      'a quote below',
      'Yes, please.\n\nOn Mon, Nov 2, 2026 at 9:00 AM Ann <ann@example.com> wrote:\n> Shall I?\n> Ann',
      ['Yes, please.'],
    ],
    [
      'a quote below with a broken attribution',
      'Yes.\n\nOn Mon, Nov 2, 2026 at 9:00 AM\nAnn <ann@example.com>\nwrote:\n\n> Shall I?',
      ['Yes.'],
    ],
    ['a German quote', 'Ja.\n\nAm 02.11.2026 um 09:00 schrieb Ann <ann@example.com>:\n> Soll ich?', ['Ja.']],
    [
      'a French quote',
      'Oui.\n\nLe lun. 2 nov. 2026 à 09:00, Ann <ann@example.com> a écrit :\n> Dois-je ?',
      ['Oui.'],
    ],
    ['a quote without marks', 'Yes.\n\nOn 2 Nov 2026, Ann wrote:\n\nShall I?', ['Yes.']],
    ['answers between quotes', '> First?\nYes.\n> Second?\nNo.', ['Yes.', 'No.']],
    ['an answer below a quote', 'On 2 Nov 2026, Ann wrote:\n> Shall I?\n\nYes, do.', ['Yes, do.']],
    [
      'the mail of Outlook below',
      'Yes.\n\nFrom: Ann <ann@example.com>\nSent: Monday\nTo: Bob\nSubject: Question\n\nShall I?',
      ['Yes.'],
    ],
    [
      'the mail of a German Outlook below',
      'Ja.\n\nVon: Ann <ann@example.com>\nGesendet: Montag\nAn: Bob\nBetreff: Frage\n\nSoll ich?',
      ['Ja.'],
    ],
    ['an original message', 'Yes.\n\n-----Original Message-----\nFrom: Ann\n\nShall I?', ['Yes.']],
    ['a signature', 'The plan is ready.\n-- \nAnn Example\n+49 30 1234567', ['The plan is ready.']],
    ['a farewell', 'The plan is ready.\n\nBest regards,\nAnn Example\nHead of Plans', ['The plan is ready.']],
    [
      'a German farewell',
      'Der Plan ist fertig.\n\nMit freundlichen Grüßen\nAnn Beispiel',
      ['Der Plan ist fertig.'],
    ],
    [
      'a postscript below a farewell',
      'The plan is ready.\n\nCheers\nAnn\nP.S. Bring cake.',
      ['The plan is ready.', 'P.S. Bring cake.'],
    ],
    ['a greeting', 'Dear Mr. Example,\n\nThe plan is ready.', ['The plan is ready.']],
    ['what a phone adds', 'Yes.\n\nSent from my iPhone', ['Yes.']],
    [
      'a footer',
      'News about cats.\n\nMore news.\n\nYou are receiving this because you asked.\nUnsubscribe | Privacy policy\n© 2026 Cats Ltd.',
      ['News about cats.', 'More news.'],
    ],
    [
      'a line above a newsletter',
      'View this email in your browser\n\nNews about cats.\n\nMore news.',
      ['News about cats.', 'More news.'],
    ],
    [
      'addresses of pages and pictures on their own',
      'Look:\nhttps://example.com/a\n<https://example.com/b>\n[image: logo]\n[cid:logo@x]\nDone.',
      ['Look:', 'Done.'],
    ],
    ['lines that only separate', 'a\n-----\n=====\n***\nb', ['a', 'b']],
    [
      'a banner for mail from outside',
      'CAUTION: This email originated from outside of the organization.\n\nThe plan.',
      ['The plan.'],
    ],
  ])('is without %s', (_, text, expected) => {
    expect(partsOf(text)).toEqual(expected);
  });

  it.each([
    ['by its subject', 'Fwd: Plan', 'See below.\n\n> The plan is ready.\n> It is long.'],
    [
      'by a line',
      'Plan',
      'See below.\n\n---------- Forwarded message ---------\nFrom: Ann <ann@example.com>\nDate: Mon\nSubject: Plan\n\nThe plan is ready.\nIt is long.',
    ],
    ['by a German subject', 'AW: WG: Plan', 'See below.\n\nThe plan is ready.\nIt is long.'],
  ])('is all of a mail that is forwarded, known %s', (_, subject, text) => {
    expect(partsOf(text, subject)).toEqual(['See below.', 'The plan is ready.', 'It is long.']);
  });

  it.each([
    ['only quotes', '> a\n> b'],
    ['only a farewell', 'Thanks!'],
    ['only a greeting', 'Hello!'],
    ['only a footer', 'Unsubscribe'],
  ])('is everything where there is %s', (_, text) => {
    expect(partsOf(text).join(' ')).toContain(text.split('\n')[0]);
  });

  it('keeps a mail whose subject is what footers speak of', () => {
    const text =
      'We change our privacy policy on 1 May.\nPlease read what is new.\nNothing changes for children.\nYou may object.\nTell us until April.';
    expect(partsOf(text)).toEqual(text.split('\n').slice(1));
  });

  it('joins lines that were broken for their length', () => {
    const text =
      'This is a paragraph that a mail program broke at column seventy or so,\nwhich is why it goes on here. It ends.\nThis is another one.';
    expect(partsOf(text)).toHaveLength(2);
  });

  it.each(['On 2 Nov 2026 ', '> a', 'From: a', 'Best regards,', '-- ', 'a b c d', 'unsubscribe'])(
    'takes time linear in the length for lines like %j',
    (line) => {
      const read = (characters: number) => relevantParts(`${line}\n`.repeat(characters / (line.length + 1)));
      expect(growth(read, 50_000)).toBeLessThan(9);
    },
  );

  it('lies in the text, in order, whatever the text is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '> ',
        '\n',
        '-- \n',
        'On Monday Ann wrote:\n',
        'From: a\n',
        'Best regards,\n',
        'unsubscribe',
        ' ',
        '----- Original Message -----\n',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.constantFrom('', 'Fwd: a'), (pieces, subject) => {
        const text = pieces.join('');
        let last = 0;
        for (const { start, end } of relevantParts(text, subject)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: fuzzRuns },
    );
  });
});
