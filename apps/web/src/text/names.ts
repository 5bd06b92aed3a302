/** A user id as a name, where it looks like one: `olga` or `olga.ivanova` is, `guest-1f2e` is not. */
export function nameOf(userId: string): string | undefined {
  const parts = userId.split(/[._\s]+/);
  if (!parts.every((part) => /^\p{L}[\p{L}\p{M}'-]*$/u.test(part))) return undefined;
  return parts.map((part) => part.charAt(0).toLocaleUpperCase() + part.slice(1)).join(' ');
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
