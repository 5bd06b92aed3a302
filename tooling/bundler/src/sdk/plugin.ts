import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { compactErrors, errorModels } from './compact-errors.ts';
import { leftOut } from './left-out.ts';

const clientManifest = /@aws-sdk\/client-[^/]+\/package\.json$/;

/** Keeps out of a bundle what no Lambda function of ours can need of the AWS SDK. */
export const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup(build) {
    for (const { path, replacement } of leftOut) {
      build.onLoad({ filter: path }, () => ({ contents: replacement, loader: 'js' }));
    }
    build.onLoad({ filter: errorModels }, async ({ path }) => ({
      contents: compactErrors(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
    // A client reads its own version from its manifest, for the user agent; scripts and dependencies need not travel.
    build.onLoad({ filter: clientManifest }, async ({ path }) => {
      const { version }: { version: string } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
