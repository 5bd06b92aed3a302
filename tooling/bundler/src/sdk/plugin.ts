import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { compactErrors, errorModels } from './compact-errors.ts';
import { compactPartitions, partitionsModel } from './compact-partitions.ts';
import { dynamoDbEndpointRules, forDynamoDb, usualRulesFor } from './dynamodb-endpoints.ts';
import { leftOut } from './left-out.ts';
import { errorRegistries, registerOwnErrors } from './registered-errors.ts';

const clientManifest = /@aws-sdk\/client-[^/]+\/package\.json$/;

/** Reads the event streams of Amazon Bedrock, and so needs what the clients of the SDK can do without. */
const eventStreamReader = /@smithy\/eventstream-codec\//;
const whole = '?whole';

/** Keeps out of a bundle what no Lambda function of ours can need of the AWS SDK. */
export const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup(build) {
    build.onResolve(
      { filter: /event-streams$/ },
      async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === whole || !eventStreamReader.test(importer)) return undefined;
        const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: whole });
        return { path: resolved.path, suffix: whole };
      },
    );
    for (const { path, replacement } of leftOut) {
      build.onLoad({ filter: path }, ({ suffix }) =>
        suffix === whole ? undefined : { contents: replacement, loader: 'js' },
      );
    }
    build.onLoad({ filter: errorModels }, async ({ path }) => ({
      contents: compactErrors(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
    build.onLoad({ filter: partitionsModel }, async ({ path }) => ({
      contents: compactPartitions(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
    build.onLoad({ filter: errorRegistries }, async ({ path }) => ({
      contents: registerOwnErrors(await readFile(path, 'utf8'), path),
      loader: 'js',
    }));
    build.onLoad({ filter: dynamoDbEndpointRules }, async ({ path }) => {
      const usual = usualRulesFor(path);
      return { contents: forDynamoDb(await readFile(usual, 'utf8'), usual), loader: 'js' };
    });
    // A client reads its own version from its manifest, for the user agent; scripts and dependencies need not travel.
    build.onLoad({ filter: clientManifest }, async ({ path }) => {
      const { version }: { version: string } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
