/** A text as it is compared in a search: without capitals, accents and vowel signs. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
