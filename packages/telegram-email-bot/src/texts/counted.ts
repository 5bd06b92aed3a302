/** How many there are of something, and its name for one and for several. */
type Counted = readonly [count: number, one: string, several: string];

/** Names how many there are of some things, without those of which there are none: `2 addresses, 1 mail and 4 messages`. */
export const counted = (locale: string, ...things: readonly Counted[]): string =>
  new Intl.ListFormat(locale).format(
    things.flatMap(([count, one, several]) =>
      count === 0 ? [] : [`${count} ${count === 1 ? one : several}`],
    ),
  );
