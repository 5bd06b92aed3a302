import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type WatchReport, watchBundle } from '../src/watch-bundle.ts';

const root = mkdtempSync(join(tmpdir(), 'watched-'));
const file = join(root, 'src/bot.ts');

/** Each report once, in order. */
const reports: WatchReport[] = [];
let arrived: () => void = () => {};
const nextReport = async (): Promise<WatchReport> => {
  for (;;) {
    const report = reports.shift();
    if (report) return report;
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
};
const codeOf = (report: WatchReport) =>
  report.type === 'built' ? readFileSync(join(report.folder, 'index.js'), 'utf8') : report.message;
let stop: () => Promise<void>;

beforeAll(async () => {
  mkdirSync(join(root, 'src'));
  writeFileSync(file, 'export const handler = () => "one";\n');
  stop = await watchBundle({
    outFolder: join(root, 'out'),
    root: pathToFileURL(`${root}/`),
    bundle: { name: 'bot', entry: 'src/bot.ts', alias: {} },
    report: (report) => {
      reports.push(report);
      arrived();
    },
    now: () => performance.now(),
  });
  await nextReport();
});
afterAll(async () => {
  await stop();
  rmSync(root, { recursive: true, force: true });
});

describe('a bundle whose sources are watched', () => {
  it('is built again when a source is written', async () => {
    writeFileSync(file, 'export const handler = () => "two";\n');
    expect(codeOf(await nextReport())).toContain('"two"');
  });

  it('is built again when an editor replaces a file by another, each time', async () => {
    for (const word of ['three', 'four']) {
      writeFileSync(`${file}.new`, `export const handler = () => "${word}";\n`);
      renameSync(`${file}.new`, file);
      expect(codeOf(await nextReport())).toContain(`"${word}"`);
    }
  });

  it('is not built where a source has a mistake, which is told with its line', async () => {
    writeFileSync(file, 'export const handler = () => "five";\nconst x = ;\n');
    const report = await nextReport();
    expect(report).toMatchObject({ type: 'failed' });
    const message = report.type === 'failed' ? report.message : '';
    expect(message).toContain('Unexpected ";"');
    expect(message).toContain('src/bot.ts:2:10:');
    expect(message).toContain('const x = ;');
  });

  it('is not built of a file that an editor has emptied and not yet written again', async () => {
    const words = join(root, 'src/one-word.ts');
    writeFileSync(words, 'export const word = "one";\n');
    writeFileSync(file, 'import { word } from "./one-word.ts";\nexport const handler = () => word;\n');
    while (!codeOf(await nextReport()).includes('"one"'));
    writeFileSync(words, '');
    expect(await nextReport()).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('Import "word" will always be undefined'),
    });
    writeFileSync(words, 'export const word = "two";\n');
    while (!codeOf(await nextReport()).includes('"two"'));
  });

  it('is built with a file in a folder that is new, and again when that is written', async () => {
    mkdirSync(join(root, 'src/words'));
    writeFileSync(join(root, 'src/words/six.ts'), 'export const word = "six";\n');
    writeFileSync(file, 'import { word } from "./words/six.ts";\nexport const handler = () => word;\n');
    while (!codeOf(await nextReport()).includes('"six"'));
    writeFileSync(join(root, 'src/words/six.ts'), 'export const word = "seven";\n');
    while (!codeOf(await nextReport()).includes('"seven"'));
  });

  it('is not told of where a file was saved and nothing has changed', async () => {
    writeFileSync(join(root, 'src/other.ts'), 'export {};\n');
    writeFileSync(join(root, 'src/words/six.ts'), 'export const word = "eight";\n');
    expect(codeOf(await nextReport())).toContain('"eight"');
  });
});
