/** Tables of the documentation that are made of the code, and the tests that keep them so. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Row = readonly string[];

/**
 * A table of a page that is written from the code, as it is and as it should be. Compare the two in a test. With `WRITE_DOCS=1` the table is
 * written again first; `npm run format` aligns its columns.
 *
 * @param page from the root of the repository: `docs/reference/costs.md`
 * @param name the table stands between `<!-- name -->` and `<!-- end of name -->`
 * @param rows the first one is the heading
 */
export function documentedTable(
  page: string,
  name: string,
  rows: readonly Row[],
): { readonly actual: readonly Row[]; readonly expected: readonly Row[] } {
  // biome-ignore lint/style/noProcessEnv: how a person has the page written again
  if (process.env.WRITE_DOCS !== undefined) {
    const { before, after } = partsOf(page, name);
    writeFileSync(fileOf(page), `${before}\n\n${tableOf(rows)}\n\n${after}`);
  }
  return { actual: rowsOfPage(page, name), expected: rows };
}

/** A table of a page that people write, without its heading. The parameters are those of `documentedTable`. */
export const documentedRows = (page: string, name: string): readonly Row[] => rowsOfPage(page, name).slice(1);

const fileOf = (page: string): string => fileURLToPath(new URL(`../../${page}`, import.meta.url));

const rowsOfPage = (page: string, name: string): readonly Row[] => rowsOf(partsOf(page, name).table);

/** A page as the text up to the beginning of a table, the table, and the text from its end. */
function partsOf(page: string, name: string): Readonly<Record<'before' | 'table' | 'after', string>> {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const text = readFileSync(fileOf(page), 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (!text.includes(begin) || to < from)
    throw new Error(`${page} has no table between ${begin} and ${end}.`);
  return { before: text.slice(0, from), table: text.slice(from, to), after: text.slice(to) };
}

const lineOf = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const tableOf = ([heading = [], ...rows]: readonly Row[]): string =>
  [lineOf(heading), lineOf(heading.map(() => '---')), ...rows.map(lineOf)].join('\n');

/** The cells of a table, without the line below its heading. */
const rowsOf = (table: string): readonly Row[] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-:| ]+\|$/.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
