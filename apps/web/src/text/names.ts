import { colleagueName } from '@switchboard/chat-client';

/** @returns the colleague whose id that is, or else the only one who is called so; capitals do not matter */
export function findColleague<Colleague extends Parameters<typeof colleagueName>[0]>(
  colleagues: readonly Colleague[],
  typed: string,
): Colleague | undefined {
  const isTyped = (text: string): boolean => text.toLocaleLowerCase() === typed.toLocaleLowerCase();
  const called = colleagues.filter((colleague) => isTyped(colleagueName(colleague)));
  return colleagues.find(({ userId }) => isTyped(userId)) ?? (called.length === 1 ? called[0] : undefined);
}

/** One or two letters that stand for a name in a picture. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) =>
    word === undefined ? '' : ([...word][0] ?? ''),
  );
  return letters.join('').toLocaleUpperCase();
}

/** How many different colours pictures have. */
const hues = 8;

/** A number from 0 to 7 that is always the same for the same name, to tell people apart by colour. */
export function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % hues;
}
