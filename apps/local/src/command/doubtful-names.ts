import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { startVariables } from './start-choices.ts';

export interface NamesInUse {
  /** The names of the environment's variables. */
  readonly environment: readonly string[];
  /** The names in the file of secrets. */
  readonly inFile: readonly string[];
  /** The file of secrets. */
  readonly file: string;
  /** Variables of `npm start`: its own and the settings. */
  readonly variables: readonly string[];
  /** The secrets of the stack. */
  readonly secrets: readonly string[];
}

/** The token of a bot may be given either way. */
const inBoth = 'TELEGRAM_TOKEN' satisfies keyof typeof startVariables;

/**
 * Names that are probably meant as others, and names in the file of secrets that nothing reads. Without a word they would have no effect.
 *
 * @returns a sentence for each. It does not tell a value
 */
export function doubtfulNames({
  environment,
  inFile,
  file,
  variables,
  secrets,
}: NamesInUse): readonly string[] {
  const known = [...new Set([...variables, ...secrets])];
  const place = basename(file);
  const inEnvironment = environment.flatMap((name) => {
    const meant = known.includes(name) ? undefined : nearestOf(name, known);
    return meant === undefined ? [] : [`${name} has no effect: did you mean ${meant}?`];
  });
  const ofFile = [...new Set([...secrets, inBoth])];
  const doubtfulInFile = inFile.flatMap((name) => {
    if (ofFile.includes(name)) return [];
    if (known.includes(name))
      return [`${name} has no effect in ${place}: set it as a variable, as in ${name}=... npm start.`];
    const meant = nearestOf(name, known);
    if (meant !== undefined) return [`${name} in ${place} has no effect: did you mean ${meant}?`];
    return [`${name} in ${place} has no effect: this stack reads ${ofFile.toSorted().join(', ')}.`];
  });
  return [...inEnvironment, ...doubtfulInFile];
}

/** Every variable of `npm start`. The builder's configuration lists the settings, as it builds anew when one changes. */
export function startNames(root: string): readonly string[] {
  const { tasks } = JSON.parse(readFileSync(`${root}turbo.json`, 'utf8')) as {
    readonly tasks: Readonly<Record<string, { readonly env?: readonly string[] }>>;
  };
  return [...Object.keys(startVariables), ...(tasks['synth:local']?.env ?? [])];
}

/** Among short names, other words are as near as slips of the pen. */
const shortest = 5;

/** The name that differs by one slip, or by two if it is long; `undefined` if there is none. */
function nearestOf(name: string, known: readonly string[]): string | undefined {
  const near = known
    .filter((candidate) => Math.min(candidate.length, name.length) >= shortest)
    .map((candidate) => ({ candidate, slips: slipsBetween(name.toUpperCase(), candidate) }))
    .filter(({ candidate, slips }) => slips <= (candidate.length > 8 ? 2 : 1));
  return near.toSorted((one, other) => one.slips - other.slips)[0]?.candidate;
}

/** How many letters are missing, too many, wrong, or in the place of their neighbour: the optimal string alignment distance. */
export function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line[column] = Math.min(
        at(rows[row - 1], column) + 1,
        at(line, column - 1) + 1,
        at(rows[row - 1], column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(rows[row - 2], column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(line);
  }
  return at(rows.at(-1), other.length);
}

const at = (line: readonly number[] | undefined, column: number): number =>
  line?.[column] ?? Number.POSITIVE_INFINITY;
