import { growth } from '@switchboard/jest-preset/processor-time';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/fuzz-runs.ts';
import { htmlToText } from './html-to-text.ts';

const textOf = (html: string) => htmlToText(html).text;

describe('the text of an HTML mail', () => {
  it.each([
    ['blocks stand on lines of their own', '<div>a</div><div>b</div>', 'a\nb'],
    ['paragraphs are set apart', '<p>a</p>\n<p>b</p>', 'a\n\nb'],
    ['white space is collapsed', ' a \n\t b&nbsp;&nbsp;c', 'a b c'],
    ['words of neighbouring elements stay apart only where there is space', '<b>a</b>b <i>c</i>', 'ab c'],
    ['line breaks break lines', 'a<br>b<br><br>c', 'a\nb\n\nc'],
    ['cells are set apart', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['items get a bullet', '<ul><li>a<li>b</ul>', '• a\n• b'],
    ['preformatted text keeps its lines', '<pre>a\n  b</pre>', 'a\n  b'],
    [
      'quotes are marked on every line',
      'a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>e',
      'a\n\n> b\n> c\n\n> > d\n\ne',
    ],
    [
      'references are decoded',
      '&lt;b&gt; &auml;&#8364;&#x1F642;&#150;&unknown; &amp;lt;',
      '<b> ä€🙂–&unknown; &lt;',
    ],
    ['what is no tag stays', 'a < b and 1<2 <3', 'a < b and 1<2 <3'],
    [
      'scripts, styles and titles are left out',
      '<title>t</title><style>a{}</style><script>if (a<b) x("</p>")</script>c',
      'c',
    ],
    [
      'comments and declarations are left out',
      '<!DOCTYPE html><!-- a > b --><![CDATA[x]]>c<?php x ?>d',
      'cd',
    ],
    [
      'what Outlook alone shows is left out',
      '<!--[if mso]><p>a</p><![endif]-->b<!--[if !mso]><!-->c<!--<![endif]-->',
      'bc',
    ],
    ['an unclosed comment hides the rest', 'a<!-- b', 'a'],
    ['a tag that does not end hides itself only', 'a<b c="d', 'a'],
    ['an end tag without a start does nothing', 'a</div></p></blockquote>b', 'ab'],
    ['an unclosed quote does not swallow the mail', '<a href="x>y</a> z', 'y z'],
    ['attributes without quotes are read', '<p align=center hidden>a</p>b', 'b'],
  ])('%s', (_, html, expected) => {
    expect(textOf(html)).toBe(expected);
  });

  it.each([
    ['display: none', '<div style="display:none">x</div>'],
    ['display: none !important', '<div style="DISPLAY : none !important">x</div>'],
    ['the attribute hidden', '<p hidden>x</p>'],
    ['visibility: hidden', '<div style="visibility:hidden">x</div>'],
    ['opacity: 0', '<div style="opacity:0.0">x</div>'],
    ['no font size', '<span style="font-size:0">x</span>'],
    ['a font size of one pixel', '<span style="font-size:1px">x</span>'],
    ['no height', '<div style="max-height:0;overflow:hidden">x</div>'],
    ['no width', '<div style="width:0px;overflow:hidden">x</div>'],
    ['mso-hide', '<div style="mso-hide:all">x</div>'],
    ['a place outside the page', '<div style="position:absolute;left:-9999px">x</div>'],
    ['an indent outside the page', '<div style="text-indent:-9999px">x</div>'],
    ['a clip', '<div style="position:absolute;clip:rect(0 0 0 0)">x</div>'],
    ['white on white', '<span style="color:#fefefe">x</span>'],
    ['white on white by old attributes', '<font color="white">x</font>'],
    [
      'a colour on itself',
      '<div style="background-color:rgb(10,20,30)"><i style="color:#0a141e">x</i></div>',
    ],
    ['a transparent colour', '<i style="color:rgba(0,0,0,0)">x</i>'],
    ['a class', '<style>/* } */ .pre, .post { display:none }</style><div class="b pre">x</div>'],
    ['an id', '<style>div#p{font-size:0}</style><div id="p">x</div>'],
    ['an element in a hidden one', '<div style="display:none"><b style="display:block">x</b></div>'],
    ['a template', '<template>x</template>'],
  ])('leaves out what is hidden by %s, and counts it', (_, html) => {
    expect(htmlToText(`a ${html} b`).text.replace(/\s+/g, ' ')).toBe('a b');
  });

  it.each([
    [
      'a size of its own in an element without',
      '<td style="font-size:0px"><div style="font-size:13px">x</div></td>',
    ],
    [
      'visible in something invisible',
      '<div style="visibility:hidden"><b style="visibility:visible">x</b></div>',
    ],
    [
      'white on a dark background',
      '<table bgcolor="#222222"><tr><td style="color:white">x</td></tr></table>',
    ],
    ['white on a picture', '<div style="background:url(a.png)"><b style="color:#fff">x</b></div>'],
    [
      'white on a body that is dark by a rule',
      '<style>body{background:#111}</style><body><b style="color:#fff">x</b>',
    ],
    [
      'a rule for some media only',
      '<style>@media (max-width:1px){.a{display:none}.b{color:red}}</style><b class="a">x</b>',
    ],
    ['a height without an overflow', '<div style="height:1px">x</div>'],
  ])('keeps what can be seen: %s', (_, html) => {
    expect(textOf(html)).toContain('x');
  });

  it('keeps links with what a person sees of them', () => {
    const html =
      '<a href="https://example.com/?a=1&amp;b=2">Open <b>it</b></a> <a href="https://t.example"><img></a>';
    expect(htmlToText(html).links).toEqual([{ text: 'Open it', url: 'https://example.com/?a=1&b=2' }]);
  });

  it('does not show what is hidden inside more elements than are followed', () => {
    const deep = '<div>'.repeat(1_000);
    expect(textOf(`${deep}<p style="display:none">x</p>`)).toBe('');
    expect(textOf(`a${deep}b${'</div>'.repeat(1_000)}c`)).toBe('a\nb\nc');
  });

  it('reads a long mail of items and paragraphs that nobody closed', () => {
    expect(textOf(`${'<p>a'.repeat(2_000)}<ul>${'<li>b'.repeat(2_000)}</ul>c`).slice(-6)).toBe('• b\n\nc');
  });

  it.each([
    ['tags that do not end', '<a '],
    ['quotes that do not close', '<a b="'],
    ['comments that do not close', '<!--'],
    ['tags that are not closed', '<div>'],
    ['end tags', '</div>'],
    ['angle brackets', '<'],
    ['ampersands', '&#'],
    ['style rules', '<style>a{'],
    ['comments in styles', '<style>/*</style>'],
    ['quotes', '<blockquote>x'],
    ['links', '<a href="x">y'],
    ['classes', `<b class="${'a '.repeat(30)}" style="${'a:b;'.repeat(30)}">x`],
  ])('takes time linear in the length for %s', (_, piece) => {
    const convert = (characters: number) => htmlToText(piece.repeat(Math.ceil(characters / piece.length)));
    expect(growth(convert, 50_000)).toBeLessThan(9);
  });

  it('tells when the HTML is longer than what is read of it', () => {
    expect(htmlToText('a'.repeat(2_000_001))).toMatchObject({ isCut: true });
    expect(htmlToText('<b>a</b>')).toMatchObject({ isCut: false });
  });

  it('is some text, whatever the HTML is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<div>',
        '</div>',
        '<p',
        '>',
        '"',
        "'",
        '=',
        '<!--',
        '-->',
        '<style>',
        '</style>',
        '{',
        '}',
        '&',
        '<table><tr><td>',
        '<br/>',
        '\n',
        '<a href="',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { text } = htmlToText(pieces.join(''));
        expect(text).not.toMatch(/\n\n\n/);
      }),
      { numRuns: fuzzRuns },
    );
  });
});
