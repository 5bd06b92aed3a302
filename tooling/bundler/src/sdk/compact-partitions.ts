/** The file in which the SDK lists AWS's partitions and their regions. */
export const partitionsModel =
  /@aws-sdk\/core\/dist-es\/submodules\/client\/util-endpoints\/lib\/aws\/partitions\.js$/;

interface Partition {
  readonly regionRegex: string;
  readonly regions: Readonly<Record<string, object>>;
}

/** The SDK lists partitions in another way than this knows. */
class UnknownPartitionsError extends Error {
  override readonly name = 'UnknownPartitionsError';
  readonly code = 'bundler.unknownPartitions';
}

/**
 * Takes the regions out of which a partition's own pattern tells as well: the SDK tries the pattern after the names, and knows a region's
 * description besides, which nothing reads.
 *
 * @throws {UnknownPartitionsError} where the file does not look as expected
 */
export function compactPartitions(source: string, path: string): string {
  const json = /^export const partitionsInfo = (\{.*\});\s*$/s.exec(source)?.[1];
  if (json === undefined) throw new UnknownPartitionsError(`${path} is unlike what is known.`);
  const { partitions, ...rest }: { readonly partitions: readonly Partition[] } = JSON.parse(json);
  const compact = partitions.map((partition) => ({
    ...partition,
    regions: Object.fromEntries(
      Object.keys(partition.regions)
        .filter((region) => !new RegExp(partition.regionRegex).test(region))
        .map((region) => [region, {}]),
    ),
  }));
  return `export const partitionsInfo = ${JSON.stringify({ ...rest, partitions: compact })};`;
}
