import { withPackedLinks } from '../packages/packed-links.ts';

const files = new Map([
  ['packages/tea/README.md', 'README.md'],
  ['packages/tea/docs/costs.md', 'docs/costs.md'],
  ['docs/brewing.md', 'docs/brewing.md'],
]);
const readme = { source: 'packages/tea/README.md', packed: 'README.md', files };

describe('the links of a page in a tarball', () => {
  it.each([
    [
      'of files of the package stay',
      'See [costs](docs/costs.md#reads).',
      'See [costs](docs/costs.md#reads).',
    ],
    [
      'of files that are packed beside it follow them',
      '[brew](../../docs/brewing.md)',
      '[brew](docs/brewing.md)',
    ],
    ['of other files are plain text', 'See [`cups`](../cups/README.md#all).', 'See `cups`.'],
    [
      'of headings and addresses stay',
      '[a](#a) [b](https://example.com/b.md)',
      '[a](#a) [b](https://example.com/b.md)',
    ],
  ])('%s', (_, markdown, packed) => {
    expect(withPackedLinks(markdown, readme)).toBe(packed);
  });

  it('are relative to the page', () => {
    const brewing = { source: 'docs/brewing.md', packed: 'docs/brewing.md', files };
    expect(withPackedLinks('[tea](../packages/tea/README.md)', brewing)).toBe('[tea](../README.md)');
    const costs = { source: 'packages/tea/docs/costs.md', packed: 'docs/costs.md', files };
    expect(withPackedLinks('[up](../README.md#x), [mutants](../../../docs/m.md)', costs)).toBe(
      '[up](../README.md#x), mutants',
    );
  });
});
