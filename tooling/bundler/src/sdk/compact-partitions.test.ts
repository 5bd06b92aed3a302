import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compactPartitions, partitionsModel } from './compact-partitions.ts';

const core = createRequire(import.meta.url).resolve('@aws-sdk/core');
const file = join(
  core.slice(0, core.indexOf('/dist-')),
  'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
);
const source = readFileSync(file, 'utf8');

interface Partition {
  readonly id: string;
  readonly regionRegex: string;
  readonly outputs: object;
  readonly regions: Readonly<Record<string, object>>;
}

const partitionsOf = (text: string): readonly Partition[] =>
  JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)).partitions;

/** As the SDK looks a region up. */
const lookUp = (partitions: readonly Partition[], region: string): string | undefined =>
  (
    partitions.find(({ regions }) => region in regions) ??
    partitions.find(({ regionRegex }) => new RegExp(regionRegex).test(region))
  )?.id;

describe('the partitions of AWS', () => {
  it('tell the partition of every region as before, in a quarter of the bytes', () => {
    expect(partitionsModel.test(pathToFileURL(file).href)).toBe(true);
    const before = partitionsOf(source);
    const text = compactPartitions(source, file);
    const after = partitionsOf(text);
    const regions = before.flatMap((partition) => Object.keys(partition.regions));
    expect(regions.length).toBeGreaterThan(30);
    for (const region of [...regions, 'eu-new-9', 'nowhere']) {
      expect([region, lookUp(after, region)]).toEqual([region, lookUp(before, region)]);
    }
    expect(after.map(({ outputs }) => outputs)).toEqual(before.map(({ outputs }) => outputs));
    expect(text.length * 4).toBeLessThan(source.length);
  });

  it('fail the build where the SDK lists them in another way', () => {
    expect(() => compactPartitions('export const partitionsInfo = load();', 'a.js')).toThrow(
      'a.js is unlike what is known.',
    );
  });
});
