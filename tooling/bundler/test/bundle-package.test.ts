import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundlePackage, EntryMissingError } from '../src/bundle-package.ts';
import type { BundledPackage, BundleSize } from '../src/function-bundle.ts';
import { copyPackage, removeCopies, repository } from './copy-package.ts';
import { functionPackage as clients } from './fixtures/clients/src/functions.ts';
import { functionPackage as echo } from './fixtures/echo/src/functions.ts';
import { runBundle } from './run-bundle.ts';

afterAll(removeCopies);

const read = ({ root }: BundledPackage, file: string): Buffer => readFileSync(new URL(`dist/${file}`, root));

describe('bundling a package', () => {
  it('makes a handler that Node runs as Lambda would', async () => {
    const copy = copyPackage(echo);
    await bundlePackage(copy);
    const answer = await runBundle(new URL('dist/echo/index.js', copy.root), { hello: 'you' }, {});
    expect(answer).toEqual({ hello: 'you' });
  });

  it('makes the same bytes in another folder, with no path of the machine in them', async () => {
    const [first, second] = [copyPackage(clients), copyPackage(clients)];
    await Promise.all([bundlePackage(first), bundlePackage(second)]);
    expect(read(first, 'all.zip').equals(read(second, 'all.zip'))).toBe(true);
    const code = read(first, 'all/index.js').toString();
    for (const path of [repository, fileURLToPath(first.root)]) expect(code).not.toContain(path);
  });

  it('writes down what each bundle weighs', async () => {
    const sizes = await bundlePackage(copyPackage(clients));
    const { minifiedBytes, gzipBytes, bytesByPackage } = sizes.all as BundleSize;
    expect(gzipBytes).toBeLessThan(minifiedBytes);
    expect(Object.keys(bytesByPackage)).toContain('@aws-sdk/client-sns');
  });

  it('leaves nothing of a function that is no longer declared', async () => {
    const copy = copyPackage(echo);
    const renamed = { ...copy, functions: [{ name: 'reply', entry: 'src/lambda/echo.ts' }] };
    await bundlePackage(copy);
    await bundlePackage(renamed);
    expect(() => read(renamed, 'echo.zip')).toThrow('ENOENT');
  });

  it('names every function whose entry is missing, and leaves what was built', async () => {
    const copy = copyPackage(echo);
    await bundlePackage(copy);
    const broken = { ...copy, functions: [{ name: 'lost', entry: 'src/lambda/lost.ts' }] };
    await expect(bundlePackage(broken)).rejects.toThrow(EntryMissingError);
    await expect(bundlePackage(broken)).rejects.toThrow(
      'There is no file at the entry of lost (src/lambda/lost.ts).',
    );
    expect(read(copy, 'echo.zip').length).toBeGreaterThan(0);
  });
});

describe('the AWS SDK in a bundle', () => {
  it('leaves 35 KiB of the budget (13 KiB gzipped) to our own code, with every client in it', async () => {
    const { all } = await bundlePackage(copyPackage(clients));
    expect(all?.minifiedBytes).toBeLessThanOrEqual(235 * 1024);
    expect(all?.gzipBytes).toBeLessThanOrEqual(72 * 1024);
  });
});
