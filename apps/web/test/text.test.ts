import { isEmojiOnly } from '../src/text/emoji.ts';
import { decodeEntities } from '../src/text/entities.ts';
import { firstLine } from '../src/text/first-line.ts';
import { findColleague, hueOf, initialsOf } from '../src/text/names.ts';
import { safeHref } from '../src/text/safe-href.ts';

describe('a few emoji', () => {
  it.each(['😀', '👩‍👩‍👧 🎉', '🇩🇪', '👍🏽', '❤️', '😀😀😀😀😀😀'])('are shown large: %s', (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  });

  it.each(['', ' ', 'a 😀', '1', '#', '😀😀😀😀😀😀😀', '\u200d'])('are not what %j is', (text) => {
    expect(isEmojiOnly(text)).toBe(false);
  });
});

describe('a name', () => {
  it.each([
    ['Paul Ng', 'png'],
    ['paul ng', 'png'],
    ['PNG', 'png'],
    ['olga.kowalska', 'olga.kowalska'],
    ['Olga Kowalska', 'olga.kowalska'],
    ['Ann', undefined],
    ['Nobody', undefined],
  ])('that somebody means who writes %j is %j: an id, or a name that only one has', (typed, userId) => {
    const colleagues = [
      { userId: 'png', name: 'Paul Ng' },
      { userId: 'olga.kowalska' },
      { userId: 'a1', name: 'Ann' },
      { userId: 'a2', name: 'Ann' },
    ];
    expect(findColleague(colleagues, typed)?.userId).toBe(userId);
  });

  it('has initials and a colour of its own', () => {
    expect(initialsOf('Olga Maria Ivanova')).toBe('OI');
    expect(initialsOf('olga')).toBe('O');
    expect(initialsOf('😀 smile')).toBe('😀S');
    expect(hueOf('Olga')).toBe(hueOf('Olga'));
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(hueOf)).size).toBe(8);
  });
});

describe('a text without the marks of Markdown', () => {
  it('is one line', () => {
    expect(firstLine('# Title\n\n- **one**\n- `two`\n\n```ts\nlet a;\n```')).toBe('Title one two let a;');
  });

  it.each([
    ['It is in **stock**: *today*, `now`.', 'It is in stock: today, now.'],
    ['Do **not** say ***that*** ~~ever~~ __please__', 'Do not say that ever please'],
    [
      'Read [the page](https://example.com/a_b) ![a picture](https://example.com/p.png)',
      'Read the page a picture',
    ],
    ['> - quoted\n> - twice', 'quoted twice'],
    ['这是**粗体**文字', '这是粗体文字'],
  ])('says %j as %j', (text, said) => {
    expect(firstLine(text)).toBe(said);
  });

  it.each(['2 * 3 = 6, 2*3 = 6', 'snake_case', 'order #5', 'a > b', '5 - 3', 'x ** y'])(
    'keeps %j',
    (text) => {
      expect(firstLine(text)).toBe(text);
    },
  );
});

describe('entities', () => {
  it('are decoded once, where they are known', () => {
    expect(decodeEntities('&lt;b&gt; &amp;amp; &#39;x&#39; &nbsp;&unknown; &#128512;')).toBe(
      "<b> &amp; 'x' \u00a0&unknown; 😀",
    );
  });

  it.each(['&#999999;', '&#55296;', '&#0;'])('that stand for no character do no harm: %s', (text) => {
    expect(decodeEntities(text).isWellFormed()).toBe(true);
  });
});

describe('an address', () => {
  it.each(['https://a.example/', 'http://a.example/', 'mailto:a@b.example', 'tel:+491234'])(
    '%s is followed',
    (href) => {
      expect(safeHref(href)).toBe(href);
    },
  );

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://a.example/1',
    'a.example',
    '',
    '//a.example',
  ])('%j is not followed', (href) => {
    expect(safeHref(href)).toBeUndefined();
  });
});
