import { existsSync, readFileSync } from 'node:fs';

const page = new URL('../../../docs/reference/guarded-faults.md', import.meta.url);
const text = readFileSync(page, 'utf8');

interface NamedTest {
  readonly title: string;
  readonly file: string;
}

/** The last cell of each line of a table: a link whose text is the title of a test. */
const rows = text.split('\n').filter((line) => /^\| (?!---|what could)/.test(line));

function testOf(row: string): NamedTest | undefined {
  const [, title, file] = /\| \[(.+)\]\(([^()]+)\) +\|$/.exec(row) ?? [];
  return title === undefined || file === undefined ? undefined : { title, file };
}

/** The beginning of a test: its call, and what stands before the title, which is no body of an earlier test. */
const beginning = /\b(?:it|test)(?:\.\w+)*\((?:(?!=> \{)[\s\S])*$/;

/** Whether the file has a test whose title has these words: titles of several cases are completed when they run. */
function isInFile({ title, file }: NamedTest): boolean {
  const path = new URL(file, page);
  if (!existsSync(path)) return false;
  const parts = readFileSync(path, 'utf8').replaceAll("\\'", "'").split(title);
  return parts.slice(0, -1).some((before) => beginning.test(before.slice(-400)));
}

describe('the tests of the reference of guarded faults', () => {
  it('are named in every line of a table', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => testOf(row) === undefined)).toEqual([]);
  });

  it('are in the files that are named', () => {
    const named = rows.flatMap((row) => testOf(row) ?? []);
    expect(named.filter((test) => !isInFile(test))).toEqual([]);
  });

  it('would be missed if they were not', () => {
    const [first] = rows.flatMap((row) => testOf(row) ?? []);
    if (first === undefined) throw new Error('no test is named');
    expect(isInFile({ ...first, title: `${first.title} or not` })).toBe(false);
    expect(isInFile({ ...first, file: 'nowhere.test.ts' })).toBe(false);
  });
});
