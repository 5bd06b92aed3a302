import fc from 'fast-check';
import { MarkupError } from './formatted-text.ts';
import { parseHtml } from './parse-html.ts';
import { parseMarkdown } from './parse-markdown.ts';

const marked = ({ text, entities }: ReturnType<typeof parseHtml>) =>
  entities.map(({ type, offset, length }) => `${type}: ${text.slice(offset, offset + length)}`);

describe('text in HTML style', () => {
  it.each([
    ['<b>a</b><i>b</i>', ['bold: a', 'italic: b']],
    ['<b>a <i>b</i></b>', ['bold: a b', 'italic: b']],
    [
      '<strong>a</strong><em>b</em><ins>c</ins><del>d</del>',
      ['bold: a', 'italic: b', 'underline: c', 'strikethrough: d'],
    ],
    ['<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', ['spoiler: a', 'spoiler: b']],
    ['<pre><code class="language-ts">let a</code></pre>', ['pre: let a']],
    ['<code class="language-ts"><pre>let a</pre></code>', ['pre: let a']],
    ['<pre>a</pre><code>b</code>', ['pre: a', 'code: b']],
    [
      '<blockquote>a</blockquote><blockquote expandable>b</blockquote>',
      ['blockquote: a', 'expandable_blockquote: b'],
    ],
    ['<B>a</b>', ['bold: a']],
    ['<b></b>', []],
    ['🙂<b>🙂</b>', ['bold: 🙂']],
    ['<a href="https://example.com/?a=1&amp;b=2">x</a>', ['text_link: x']],
    ['<a href="tg://user?id=7">x</a>', ['text_mention: x']],
    ['<a href="javascript:alert(1)">x</a>', []],
    ['<a>example.com</a>', ['text_link: example.com']],
  ])('%s marks %j', (html, expected) => {
    expect(marked(parseHtml(html))).toEqual(expected);
  });

  it('keeps the language of a code block and the address of a link', () => {
    expect(parseHtml('<pre><code class="language-ts">x</code></pre>').entities).toEqual([
      { type: 'pre', language: 'ts', offset: 0, length: 1 },
    ]);
    expect(parseHtml('<a href="https://example.com/?a=1&amp;b=2">x</a>').entities).toEqual([
      { type: 'text_link', url: 'https://example.com/?a=1&b=2', offset: 0, length: 1 },
    ]);
  });

  it.each([
    ['a &lt;b&gt; &amp; &quot;c&quot; &#33; &#x21; &copy; &', 'a <b> & "c" ! ! &copy; &'],
    ['&#55357;&#56898;', '🙂'],
    ['a &lt b', 'a < b'],
  ])('decodes %s', (html, text) => {
    expect(parseHtml(html).text).toBe(text);
  });

  it.each([
    ['ä <a@b.example>', 'Unsupported start tag "a@b.example" at byte offset 3'],
    ['1 < 2 > 0', 'Unsupported start tag "" at byte offset 2'],
    ['a <', 'Unclosed start tag at byte offset 2'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<a href', 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'],
    ['<a =x>b</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href=', 'Unclosed start tag "a" at byte offset 0'],
    ['<a href="x', 'Unclosed start tag at byte offset 0'],
    ['<a href=x/y>b</a>', 'Unexpected end of name token at byte offset 8'],
    ['<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['</b>', 'Unexpected end tag at byte offset 0'],
    ['<b>a</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b>a</b', 'Unclosed end tag at byte offset 4'],
    ['<b>a', `Can't find end tag corresponding to start tag "b"`],
    ['<tg-emoji emoji-id="x">a</tg-emoji>', 'Invalid custom emoji identifier specified'],
    [
      '&#55357;',
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    ],
  ])('refuses %s', (html, message) => {
    expect(() => parseHtml(html)).toThrow(new MarkupError(message));
  });
});

describe('text in MarkdownV2 style', () => {
  it.each([
    [
      '*a* _b_ __c__ ~d~ ||e|| `f`',
      ['bold: a', 'italic: b', 'underline: c', 'strikethrough: d', 'spoiler: e', 'code: f'],
    ],
    ['*a _b_*', ['bold: a b', 'italic: b']],
    ['_a __b___', ['italic: a b', 'underline: b']],
    ['```ts\nlet a = 1.5;```', ['pre: let a = 1.5;']],
    ['```\nlet a```', ['pre: let a']],
    ['[a](https://example.com/\\)x)', ['text_link: a']],
    ['![🙂](tg://emoji?id=5)', ['custom_emoji: 🙂']],
    ['>a\n>b\nc', ['blockquote: a\nb']],
    ['a\n>b', ['blockquote: b']],
  ])('%s marks %j', (markdown, expected) => {
    expect(marked(parseMarkdown(markdown))).toEqual(expected);
  });

  it('takes what is escaped as it is', () => {
    expect(parseMarkdown('1\\.5 \\*a\\* \\\\')).toEqual({ text: '1.5 *a* \\', entities: [] });
  });

  it('keeps the language of a code block and the address of a link', () => {
    expect(parseMarkdown('```ts\nx```').entities).toEqual([
      { type: 'pre', language: 'ts', offset: 0, length: 1 },
    ]);
    expect(parseMarkdown('[a](https://example.com/\\)x)').entities).toEqual([
      { type: 'text_link', url: 'https://example.com/)x', offset: 0, length: 1 },
    ]);
  });

  it.each([
    ['1.5', `Character '.' is reserved and must be escaped with the preceding '\\'`],
    ['a-b', `Character '-' is reserved and must be escaped with the preceding '\\'`],
    ['a|b', `Character '|' is reserved and must be escaped with the preceding '\\'`],
    ['wow!', `Character '!' is reserved and must be escaped with the preceding '\\'`],
    ['a > b', `Character '>' is reserved and must be escaped with the preceding '\\'`],
    ['ä *b', `Can't find end of Bold entity at byte offset 3`],
    ['_a', `Can't find end of Italic entity at byte offset 0`],
    ['```ts\na', `Can't find end of PreCode entity at byte offset 0`],
    ['[a](b', `Can't find end of a URL at byte offset 4`],
    ['>*a\nb', `Can't find end of Bold entity at byte offset 1`],
    ['![a](https://example.com)', 'Custom emoji entity must contain a tg://emoji URL'],
  ])('refuses %s', (markdown, message) => {
    expect(() => parseMarkdown(markdown)).toThrow(new MarkupError(message));
  });
});

describe.each([
  ['HTML', parseHtml],
  ['MarkdownV2', parseMarkdown],
])('whatever is given as %s', (_, parse) => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<b>',
      '</b>',
      '<a href="',
      '">',
      '&amp;',
      '&#x',
      '<',
      '>',
      '*',
      '_',
      '__',
      '`',
      '```',
      '[',
      '](',
      ')',
      '\n>',
      '\\',
      '||',
      '![',
      '🙂',
    ),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );

  it('is parsed, with entities inside the text, or refused in words', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          const { text, entities } = parse(pieces.join(''));
          for (const { offset, length } of entities) {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(length).toBeGreaterThan(0);
            expect(offset + length).toBeLessThanOrEqual(text.length);
          }
        } catch (error) {
          if (!(error instanceof MarkupError)) throw error;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
