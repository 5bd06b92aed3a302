import fc from 'fast-check';
import { linkify } from '../src/text/linkify.ts';

const linksIn = (text: string): string[] =>
  linkify(text).flatMap((part) => (part.type === 'link' ? [part.text] : []));

describe('links in a text', () => {
  it.each([
    ['See https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
    ['(https://example.com/x)', ['https://example.com/x']],
    [
      'https://en.wikipedia.org/wiki/Bridge_(card_game)!',
      ['https://en.wikipedia.org/wiki/Bridge_(card_game)'],
    ],
    ['HTTP://EXAMPLE.COM and https://b.example', ['HTTP://EXAMPLE.COM', 'https://b.example']],
    ['no links here', []],
    ['javascript:alert(1) data:text/html,x ftp://x file:///etc/passwd', []],
    ['https://', []],
    ['https://exa mple', ['https://exa']],
    ['<a href="https://example.com">x</a>', ['https://example.com']],
    ['“https://example.com”', ['https://example.com']],
    [
      '„https://example.com“, «https://example.com/a», ‹https://example.com/b›',
      ['https://example.com', 'https://example.com/a', 'https://example.com/b'],
    ],
    ['「https://example.com」。（https://example.com/a）', ['https://example.com', 'https://example.com/a']],
    ['[https://example.com] {https://example.com/{id}}', ['https://example.com', 'https://example.com/{id}']],
    ['**https://example.com** and _https://example.com/a_', ['https://example.com', 'https://example.com/a']],
    [
      'https://example.com\u200b/hidden \u202ehttps://example.com/a\u202c',
      ['https://example.com', 'https://example.com/a'],
    ],
    ['https://münchen.example/straße?q=größe', ['https://münchen.example/straße?q=größe']],
  ])('%s', (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  it('are found however many were looked at before, also in names with letters beyond ASCII', () => {
    const found = Array.from({ length: 20_000 }, () => linksIn('https://m\u00fcnchen.example').length);
    expect(found.indexOf(0)).toBe(-1);
  });

  it('are web addresses, and the parts put together are the text again, for every text', () => {
    const pieces = fc.constantFrom(
      'https://',
      'http://a.b',
      'javascript:',
      '"',
      '<',
      ')',
      '.',
      ' ',
      'x',
      '\u0000',
      'é',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const parts = linkify(input);
        expect(parts.map((part) => part.text).join('')).toBe(input);
        for (const part of parts) if (part.type === 'link') expect(part.href).toMatch(/^https?:\/\//);
      }),
    );
  });
});
