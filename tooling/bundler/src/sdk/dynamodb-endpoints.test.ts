import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { partitionsModel } from './compact-partitions.ts';
import { dynamoDbEndpointRules, forDynamoDb, usualRulesFor } from './dynamodb-endpoints.ts';

const require = createRequire(__filename);
const clientFolder = dirname(require.resolve('@aws-sdk/client-dynamodb/package.json'));
const file = join(clientFolder, 'dist-es/endpoint/bdd.js');

interface Asked {
  readonly Region?: string;
  readonly Endpoint?: string;
  readonly UseFIPS: boolean;
  readonly UseDualStack: boolean;
}

/** The address by some rules, as the client of DynamoDB asks for it; or the message of the refusal. */
async function resolverOf(rules: string): Promise<(asked: Asked) => string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `${rules}
import { awsEndpointFunctions } from "@aws-sdk/core/client";
import { customEndpointFunctions, decideEndpoint } from "@smithy/core/endpoints";
customEndpointFunctions.aws = awsEndpointFunctions;
export const resolve = (endpointParams) => decideEndpoint(bdd, { endpointParams, logger: {} });`,
      resolveDir: join(clientFolder, 'dist-es/endpoint'),
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    mainFields: ['module', 'main'],
    conditions: ['module'],
  });
  const made = { exports: {} as { resolve(asked: object): { readonly url: URL } } };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(made, made.exports, require);
  return (asked) => {
    try {
      return made.exports.resolve(asked).url.href;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

it('the rules for addresses of DynamoDB give the same ones as the SDK’s, in every region', async () => {
  expect(file).toMatch(dynamoDbEndpointRules);
  const before = await resolverOf(readFileSync(file, 'utf8'));
  const after = await resolverOf(forDynamoDb(readFileSync(usualRulesFor(file), 'utf8'), file));
  const core = createRequire(__filename).resolve('@aws-sdk/core');
  const partitions = readFileSync(
    join(
      core.slice(0, core.indexOf('/dist-')),
      'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
    ),
    'utf8',
  );
  expect('@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js').toMatch(
    partitionsModel,
  );
  const regions = [...partitions.matchAll(/"([a-z]+(?:-[a-z]+)+-\d)":/g)].map(([, region = '']) => region);
  expect(regions.length).toBeGreaterThan(30);
  const usual = { UseFIPS: false, UseDualStack: false, AccountIdEndpointMode: 'preferred' };
  for (const Region of [...regions, 'eu-new-9']) {
    for (const UseDualStack of [false, true]) {
      const asked = { ...usual, Region, UseDualStack };
      expect([Region, after(asked)]).toEqual([Region, before(asked)]);
    }
  }
  expect(after({ ...usual, Region: 'eu-central-1' })).toBe('https://dynamodb.eu-central-1.amazonaws.com/');
  const given = { ...usual, Region: 'eu-central-1', Endpoint: 'http://127.0.0.1:8000' };
  expect(after(given)).toBe(before(given));
  expect(after(usual)).toBe(before(usual));
});

it('rules that name other addresses are refused', () => {
  expect(() => forDynamoDb('https://execute-api.{Region}.x', 'bdd.js')).toThrow('bdd.js has other addresses');
});
