import { growth } from '@switchboard/jest-preset/processor-time';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz-runs.ts';
import { extractSummary } from './extract-summary.ts';

const summaryOf = (text: string, subject = '') => extractSummary({ subject, text, links: [] });
const sentencesOf = (text: string, subject = '') =>
  summaryOf(text, subject).sentences.map((sentence) => sentence.text);

const project = `Hi Bob,

The migration of the billing service to the new cluster is finished. We moved 14 services over the weekend, and the billing service
was the last one. The weather was nice, too. Two customers saw errors on Sunday between 9 and 10 am, because the billing service
answered slowly while its cache was empty. I had pizza for lunch. Please check the dashboards of the billing service until Friday and
tell me if the error rate rises again. The old cluster will be switched off next Monday.

Best regards,
Ann`;

describe('a summary', () => {
  it('has the two or three sentences that say most', () => {
    const sentences = sentencesOf(project, 'Migration of the billing service');
    expect(sentences).toHaveLength(3);
    expect(sentences.join(' ')).toContain('migration of the billing service');
    expect(sentences.join(' ')).not.toMatch(/pizza|weather|Bob|regards/);
  });

  it('points at each sentence’s place in the mail', () => {
    for (const { text, start, end } of summaryOf(project).sentences) {
      expect(project.slice(start, end).replaceAll(/\s+/g, ' ')).toBe(text);
    }
  });

  it('is the whole of a short mail', () => {
    expect(summaryOf('Lunch at one? I will bring cake.')).toMatchObject({
      isWhole: true,
      sentences: [{ text: 'Lunch at one?' }, { text: 'I will bring cake.' }],
    });
  });

  it('is empty for an empty mail', () => {
    expect(summaryOf('')).toMatchObject({ sentences: [], facts: [], isWhole: true });
    expect(summaryOf(' \n> \n --- ')).toMatchObject({ sentences: [] });
  });

  it('is in the mail’s language and knows its abbreviations', () => {
    const text =
      'Die Sitzung ist am Freitag, z. B. um 10 Uhr, bei Dr. Meier. Bitte bringen Sie die Unterlagen mit. Die Sitzung dauert ca. zwei Stunden.';
    expect(summaryOf(text)).toMatchObject({ language: 'de' });
    expect(sentencesOf(text)[0]).toBe('Die Sitzung ist am Freitag, z. B. um 10 Uhr, bei Dr. Meier.');
  });

  it('does not say the same twice', () => {
    const text = Array.from({ length: 10 }, () => 'The server of the shop in Berlin is down again.').join(
      ' ',
    );
    expect(
      sentencesOf(
        `${text} Please restart it in the morning, when nobody is buying anything there.`.repeat(3),
      ),
    ).toHaveLength(2);
  });

  it('cuts a sentence that is too long at a word', () => {
    const [sentence] = sentencesOf(`${'word '.repeat(2_000)}end.`);
    expect(sentence?.length).toBeLessThanOrEqual(351);
    expect(sentence?.endsWith('word…')).toBe(true);
  });

  it('works for scripts without spaces', () => {
    const text =
      'ご注文の商品は明日お届けします。お届け先は東京です。天気がいいですね。商品のお届けは午前中の予定です。'.repeat(
        8,
      );
    expect(sentencesOf(text).length).toBeGreaterThan(0);
  });

  it('is the same for the same mail', () => {
    expect(summaryOf(project)).toEqual(summaryOf(project));
  });

  it.each(['Word after word comes here. ', 'a', 'a\n', '. ', 'Dr. ', '> ', '文', '1 '])(
    'takes time linear in the length for a mail of %j',
    (piece) => {
      const summarise = (characters: number) => summaryOf(piece.repeat(characters / piece.length));
      expect(growth(summarise, 50_000)).toBeLessThan(9);
    },
  );

  it('quotes the mail, whatever the mail is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '. ',
        '! ',
        '\n',
        '\n\n',
        'The plan ',
        'is ready',
        '> ',
        'z. B. ',
        'https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ',
        '…',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { sentences } = summaryOf(text);
        expect(sentences.length).toBeLessThanOrEqual(3);
        for (const sentence of sentences) {
          const place = text.slice(sentence.start, sentence.end).replaceAll(/\s+/g, ' ');
          const pieceOfIt = sentence.text.split('…')[0]?.trim() ?? '';
          expect(place).toContain(pieceOfIt);
        }
      }),
      { numRuns: fuzzRuns },
    );
  });
});
