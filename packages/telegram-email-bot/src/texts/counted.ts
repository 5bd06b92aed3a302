/** The name of something for one and for several. */
type Name = readonly [one: string, several: string];

/** Numbers of things as a list, without those that are zero: `2 addresses, 1 mail and 4 messages`. */
export const counted = <Thing extends string>(
  locale: string,
  names: Readonly<Record<Thing, Name>>,
  counts: Readonly<Record<NoInfer<Thing>, number>>,
): string =>
  new Intl.ListFormat(locale).format(
    (Object.keys(names) as Thing[]).flatMap((thing) => {
      const count = counts[thing];
      return count === 0 ? [] : [`${count} ${names[thing][count === 1 ? 0 : 1]}`];
    }),
  );
