import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSourceLines } from './source-lines.ts';

const root = mkdtempSync(join(tmpdir(), 'source-lines-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The first character of the first line of the bundle is from line 3, column 5 of the source. */
const map = { version: 3, sources: ['src/bots/mine.ts'], names: [], mappings: 'AAEI' };

describe('the places in a stack', () => {
  const sources = createSourceLines(root);
  const mapFile = join(root, 'index.js.map');
  writeFileSync(mapFile, JSON.stringify(map));
  sources.know('/functions/1f', mapFile);

  it.each([
    ['    at e.reply (/functions/1f/index.js:1:9)', '    at src/bots/mine.ts:3:5'],
    ['    at async x (/functions/1f/index.js:1:1)', '    at src/bots/mine.ts:3:5'],
    ['    at file:///functions/1f/index.js:1:1', '    at src/bots/mine.ts:3:5'],
    ['    at new Shop (/functions/1f/index.js:1:1)', '    at src/bots/mine.ts:3:5'],
    ['    at Object.a b [as c] (/functions/1f/index.js:1:1)', '    at src/bots/mine.ts:3:5'],
    ['    at async /functions/1f/index.js:1:1', '    at src/bots/mine.ts:3:5'],
    [
      '"at one (/functions/1f/index.js:1:1)\\n    at two (/functions/1f/index.js:1:1)"',
      '"at src/bots/mine.ts:3:5\\n    at src/bots/mine.ts:3:5"',
    ],
    [
      '{"stack":"Error: x\\n    at e (/functions/1f/index.js:1:2)"}',
      '{"stack":"Error: x\\n    at src/bots/mine.ts:3:5"}',
    ],
  ])('are those in the sources: %s', (frame, told) => {
    expect(sources.translate(frame)).toBe(told);
  });

  it.each([
    '    at e (/functions/2f/index.js:1:9)',
    '    at node:internal/process/task_queues:103:5',
    'a text that speaks of index.js:1:2',
  ])('stay as they are where nothing is known of them: %s', (frame) => {
    expect(sources.translate(frame)).toBe(frame);
  });

  it('stay as they are where the source map is gone', () => {
    sources.know('/functions/3f', join(root, 'gone.map'));
    expect(sources.translate('at e (/functions/3f/index.js:1:1)')).toBe('at e (/functions/3f/index.js:1:1)');
  });
});
