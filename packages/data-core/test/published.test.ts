import { build } from 'esbuild';

/** The folders of src that end in the bundle of one import. */
async function foldersOf(code: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: `${__dirname}/../src`, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
    treeShaking: true,
    format: 'esm',
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [
    ...new Set(
      used.map(([file]) => /src\/(.+)\/[^/]+$/.exec(file)?.[1]).filter((name) => name !== undefined),
    ),
  ];
}

describe('what an import bundles', () => {
  it('of the lock is the lock alone', async () => {
    const folders = await foldersOf("export { DynamoLock } from './index.ts'");
    expect(folders.toSorted()).toEqual([
      'primitives/lock',
      ...['client', 'errors', 'lease', 'table', 'time', 'transaction', 'validation'].map(
        (name) => `shared/${name}`,
      ),
    ]);
  });

  it('of the tables needs no client', async () => {
    expect(await foldersOf("export * from './tables.ts'")).not.toContain('shared/client');
  });
});
