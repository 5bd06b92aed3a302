const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Replaces the entities that programs write for characters with a meaning in HTML; others stay as they are. */
export const decodeEntities = (text: string): string =>
  text.replaceAll(
    /&(?:#(\d{1,6})|(\w{1,6}));/g,
    (entity, code: string | undefined, name: string | undefined) =>
      code === undefined ? (named[name ?? ''] ?? entity) : String.fromCodePoint(Number(code)).toWellFormed(),
  );
