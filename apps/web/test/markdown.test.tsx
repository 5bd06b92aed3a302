import { processorMs } from '@switchboard/jest-preset/processor-time';
import fc from 'fast-check';
import { type ComponentChildren, isValidElement, type VNode } from 'preact';
import { CodeBlock } from '../src/markdown/code-block.tsx';
import { Markdown } from '../src/markdown/markdown.tsx';

interface Drawn {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: readonly (Drawn | string)[];
}

/** Draws components down to elements and texts, as a browser would get them. */
function draw(node: ComponentChildren): (Drawn | string)[] {
  if (node === null || node === undefined || typeof node === 'boolean') return [];
  if (Array.isArray(node)) return node.flatMap(draw);
  if (!isValidElement(node)) return [String(node)];
  const { type, props } = node as VNode<{ children?: ComponentChildren; text?: string }>;
  const { children, ...attributes } = props;
  if (type === CodeBlock) return [{ tag: 'code-block', attributes, children: [props.text ?? ''] }];
  if (typeof type === 'function') return draw((type as (given: unknown) => ComponentChildren)(props));
  return [{ tag: type, attributes, children: draw(children) }];
}

const drawn = (text: string): (Drawn | string)[] => draw(<Markdown text={text} />);

const html = (nodes: readonly (Drawn | string)[]): string =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const href = node.attributes.href === undefined ? '' : ` ${node.attributes.href}`;
      return `<${node.tag}${href}>${html(node.children)}</${node.tag}>`;
    })
    .join('');

const elements = (nodes: readonly (Drawn | string)[]): Drawn[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...elements(node.children)]));

describe('Markdown', () => {
  it.each([
    ['**bold** *soft* ~~gone~~', '<p><strong>bold</strong> <em>soft</em> <del>gone</del></p>'],
    ['one\ntwo', '<p>one<br></br>two</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['3. a\n4. b', '<ol><li>a</li><li>b</li></ol>'],
    ['> quoted', '<blockquote><p>quoted</p></blockquote>'],
    ['# Title', '<p>Title</p>'],
    ['`a && b`', '<p><code>a && b</code></p>'],
    ['```ts\nlet a;\n```', '<code-block>let a;</code-block>'],
    ['[text](https://example.com)', '<p><a https://example.com/>text</a></p>'],
    ['[mail](mailto:a@b.example)', '<p><a mailto:a@b.example>mail</a></p>'],
    ['see https://example.com.', '<p>see <a https://example.com/>https://example.com</a>.</p>'],
    ['“https://example.com”', '<p>“<a https://example.com/>https://example.com</a>”</p>'],
    ['![cat](https://example.com/cat.png)', '<p><a https://example.com/cat.png>cat</a></p>'],
    ['5 &lt; 6 &amp; so', '<p>5 < 6 & so</p>'],
    ['\\*not soft\\*', '<p>*not soft*</p>'],
  ])('%j', (text, expected) => {
    expect(html(drawn(text))).toBe(expected);
  });

  it.each([
    ['<img src=x onerror=alert(1)>'],
    ['<script>alert(1)</script>'],
    ['<a href="javascript:alert(1)">x</a>'],
    ['a <b onclick=x>b</b> c'],
  ])('shows HTML as the text that it is: %s', (text) => {
    const tags = new Set(elements(drawn(text)).map(({ tag }) => tag));
    expect([...tags].filter((tag) => tag !== 'p')).toEqual([]);
    expect(html(drawn(text)).replaceAll(/<\/?p>/g, '')).toBe(text);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/relative',
  ])('links to nothing that could run or that is not named whole: %s', (href) => {
    for (const text of [`[x](${href})`, `[x](<${href}>)`, `![x](${href})`, `[x]\n\n[x]: ${href}`]) {
      const links = elements(drawn(text)).filter(({ tag }) => tag === 'a');
      expect(links.map(({ attributes }) => attributes.href)).toEqual([]);
    }
  });

  it('is drawn with elements of ours and safe addresses alone, whatever the text', () => {
    const known = new Set(
      'p br strong em del code code-block blockquote ul ol li a hr div table thead tbody tr th td input'.split(
        ' ',
      ),
    );
    const piece = fc.constantFrom(
      ...['**', '*', '_', '`', '```\n', '> ', '- ', '1. ', '# ', '[', '](', ')', '<', '>', '"', '|', '|-|\n'],
      ...[
        '\n',
        '\n\n',
        ' ',
        'x',
        'javascript:',
        'https://e.example',
        '![',
        '<img onerror=x>',
        '&lt;',
        '\\',
        '[ ] ',
      ],
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (input) => {
        for (const { tag, attributes } of elements(drawn(input))) {
          expect(known).toContain(tag);
          if (tag === 'a') expect(attributes.href).toMatch(/^(https?:\/\/|mailto:|tel:)/);
          expect(Object.keys(attributes).filter((name) => /^on|innerHTML|src/i.test(name))).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['quotations', '> '.repeat(4_000)],
    ['lists', Array.from({ length: 120 }, (_, level) => `${'  '.repeat(level)}- x`).join('\n')],
    ['brackets', '['.repeat(10_000)],
    ['stars', '*a'.repeat(5_000)],
    ['emphasis', `${'*'.repeat(5_000)}a${'*'.repeat(5_000)}`],
    ['backticks', '`'.repeat(10_000)],
    ['table cells', `|${'a|'.repeat(2_000)}\n|${'-|'.repeat(2_000)}\n`],
    ['links', '[a](https://e.example '.repeat(450)],
  ])('of the greatest length takes no long time, whatever is nested: %s', (_, text) => {
    expect(processorMs(() => drawn(text.slice(0, 10_000)))).toBeLessThan(3_000);
  });
});
