import { build } from 'esbuild';
import * as index from '../src/index.ts';

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

it("fault: minified, error.name was 'f': every error says its own name", async () => {
  const { outputFiles } = await build({
    entryPoints: [`${__dirname}/../src/index.ts`],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    packages: 'external',
    format: 'esm',
  });
  const [bundle] = outputFiles;
  const errors = Object.keys(index).filter((name) => name.endsWith('Error') && name !== 'DataCoreError');
  expect(errors.length).toBeGreaterThan(20);
  for (const name of errors) expect(bundle?.text).toContain(`"${name}"`);
  expect(new index.LockLostError('k', 1)).toMatchObject({ name: 'LockLostError', code: 'lock.lost' });
});
