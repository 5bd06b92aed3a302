import { growth } from '@switchboard/jest-preset/processor-time';
import { parseHtml } from '@switchboard/telegram-simulator/markup';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz-runs.ts';
import { escapeHtml, renderHtml } from './render-html.ts';
import {
  blocks,
  bold,
  code,
  italic,
  lengthOf,
  lines,
  link,
  type Mark,
  plainText,
  quote,
  type Run,
  rich,
} from './rich-text.ts';
import { splitText } from './split-text.ts';

const character = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ' ',
      '\n',
      '\n\n',
      '. ',
      'word',
      '<',
      '>',
      '&',
      '"',
      '</b>',
      '&amp;',
      '<a@b.example>',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('🙂', '👩‍👩‍👧‍👦', 'e\u0301', '🇩🇪', '文') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 3 }) },
);
const text = (maxLength: number) =>
  fc.array(character, { maxLength }).map((characters) => characters.join(''));
const mark = fc.constantFrom<Mark>('bold', 'italic', 'underline', 'code', 'quote');
const run: fc.Arbitrary<Run> = fc.record(
  {
    text: text(30),
    marks: fc.uniqueArray(mark, { maxLength: 3 }),
    url: fc.constant('https://example.com/?a="b"&c=<d>'),
  },
  { requiredKeys: ['text'] },
);

/** What Telegram makes of a text, without the white space that it removes around it. */
const shown = (html: string) => parseHtml(html).text;

describe('a text for Telegram', () => {
  it('is put together without markup', () => {
    const message = blocks(
      bold('From: ', code('a<b>')),
      undefined,
      '',
      lines(italic('one'), link('two', 'https://example.com')),
    );
    expect(renderHtml(message)).toBe(
      '<b>From: </b><b><code>a&lt;b&gt;</code></b>\n\n<i>one</i>\n<a href="https://example.com">two</a>',
    );
    expect(plainText(message)).toBe('From: a<b>\n\none\ntwo');
  });

  it('has links to pages of the web only', () => {
    expect(renderHtml(link('x', 'javascript:alert(1)'))).toBe('x');
  });

  it('shares the tags of neighbours with the same marks', () => {
    expect(renderHtml(rich(bold('a'), bold('b'), quote('c')))).toBe('<b>ab</b><blockquote>c</blockquote>');
  });

  it('keeps an address in a name: <a@b> in a name broke Telegram’s HTML', () => {
    expect(shown(renderHtml(bold('Ann <ann@example.com>')))).toBe('Ann <ann@example.com>');
  });

  it('is taken by Telegram as it is meant, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
        expect(shown(renderHtml(runs))).toBe(plainText(runs));
      }),
      { numRuns: fuzzRuns },
    );
  });
});

describe('what is escaped', () => {
  it('is shown as it was', () => {
    fc.assert(
      fc.property(text(40), (original) => {
        expect(shown(escapeHtml(original))).toBe(original);
        expect(escapeHtml(original)).not.toMatch(/[<>"]/);
      }),
      { numRuns: fuzzRuns },
    );
  });
});

describe('a split', () => {
  it.each([
    ['paragraphs', `${'a'.repeat(60)}\n\n${'b'.repeat(60)}`, ['a'.repeat(60), 'b'.repeat(60)]],
    ['lines', `${'a'.repeat(60)}\n${'b'.repeat(60)}`, ['a'.repeat(60), 'b'.repeat(60)]],
    ['sentences', `${'a'.repeat(60)}. ${'b '.repeat(30)}`, [`${'a'.repeat(60)}.`, 'b '.repeat(30).trim()]],
    ['words', `${'a'.repeat(60)} ${'b'.repeat(60)}`, ['a'.repeat(60), 'b'.repeat(60)]],
    ['characters', 'a'.repeat(150), ['a'.repeat(100), 'a'.repeat(50)]],
    ['pairs of code units', `${'a'.repeat(99)}🙂`, ['a'.repeat(99), '🙂']],
    ['characters of several code points', `${'a'.repeat(95)}👩‍👩‍👧‍👦`, ['a'.repeat(95), '👩‍👩‍👧‍👦']],
  ])('goes between %s', (_, whole, pieces) => {
    expect(splitText(rich(whole), 100).map(plainText)).toEqual(pieces);
  });

  it('takes 4096 UTF-16 code units as one message', () => {
    expect(splitText(rich('🙂'.repeat(2_048)))).toHaveLength(1);
    expect(splitText(rich('🙂'.repeat(2_049)))).toHaveLength(2);
  });

  it('keeps marks and links on both sides of a cut', () => {
    const [first = [], second = []] = splitText(bold('a'.repeat(60), ' ', 'b'.repeat(60)), 100);
    expect(renderHtml(first)).toBe(`<b>${'a'.repeat(60)}</b>`);
    expect(renderHtml(second)).toBe(`<b>${'b'.repeat(60)}</b>`);
  });

  it('of a blank text is nothing', () => {
    expect(splitText(rich(' \n ', bold(' ')))).toEqual([]);
  });

  it('has every character that is no white space, in order, in pieces that Telegram takes', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), fc.integer({ min: 30, max: 120 }), (runs, longest) => {
        const pieces = splitText(runs, longest);
        const solid = (value: string) => value.replaceAll(/\s/g, '');
        expect(solid(pieces.map(plainText).join(''))).toBe(solid(plainText(runs)));
        for (const piece of pieces) {
          expect(lengthOf(piece)).toBeLessThanOrEqual(longest);
          expect(plainText(piece)).toBe(plainText(piece).trim());
          expect(plainText(piece)).not.toBe('');
          expect(plainText(piece)).not.toMatch(/\p{Surrogate}/u);
          expect(shown(renderHtml(piece))).toBe(plainText(piece));
        }
      }),
      { numRuns: fuzzRuns },
    );
  });

  it('of a long text takes time linear in its length and in its parts', () => {
    expect(splitText(rich('word '.repeat(40_000))).length).toBe(Math.ceil(200_000 / 4_095));
    expect(growth((words) => splitText(rich('word '.repeat(words))), 100_000)).toBeLessThan(9);
    const inBold = (count: number) => Array.from({ length: count }, () => bold('a')).flat();
    expect(growth((parts) => splitText(inBold(parts)), 40_000)).toBeLessThan(9);
  });
});
