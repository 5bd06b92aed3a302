import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import type { Bundle } from './function-bundle.ts';
import { slimSdk } from './sdk/plugin.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * How esbuild makes bundles of a package that have the same `alias` in one run.
 *
 * CommonJS starts faster than ES modules on Node 22. `module` before `main`, and the condition of that name, take the
 * packages' ES modules, which esbuild can shake: the AWS SDK's CommonJS entries weigh half as much again. Nothing in the output
 * depends on where the repository lies: paths in source maps are relative, the sources themselves stay out, and no
 * `tsconfig.json` of a folder above is read.
 */
export function esbuildOptions(root: URL, bundles: readonly Bundle[]) {
  const aliases = Object.entries(bundles[0]?.alias ?? {});
  const files = aliases.map(([module, file]) => [module, fileURLToPath(new URL(file, root))] as const);
  return {
    absWorkingDir: fileURLToPath(root),
    entryPoints: bundles.map(({ name, entry }) => ({ in: entry, out: `${name}/index` })),
    outdir: 'dist',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    conditions: ['switchboard-source', 'module'],
    alias: {
      '@aws-sdk/credential-provider-node': here('./sdk/lambda-credentials.ts'),
      'whatwg-url': here('./native-url.ts'),
      ...Object.fromEntries(files),
    },
    tsconfigRaw: { compilerOptions: { alwaysStrict: true, verbatimModuleSyntax: true } },
    plugins: [slimSdk],
    minify: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    write: true,
    logLevel: 'silent',
    // A file that exports nothing of what is imported, such as one that was just made, is no bundle that could run.
    logOverride: { 'import-is-undefined': 'error' },
  } satisfies BuildOptions;
}
