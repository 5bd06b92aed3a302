import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const root = join(__dirname, '..');
/** Beside the package's own modules, so that its name resolves to its sources as it does for a workspace. */
let folder: string;

beforeAll(() => {
  mkdirSync(join(root, 'reports'), { recursive: true });
  folder = mkdtempSync(join(root, 'reports', 'examples-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Stands for the pages' `dev`, so that the tables are this run's own. */
const ownEnvironment = `test-${randomBytes(6).toString('hex')}`;

/** All code of a page, as the one program that a reader who follows it writes. */
function program(page: string): string {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  return blocks
    .join('\n')
    .replaceAll("environment: 'dev'", `environment: '${ownEnvironment}'`)
    .replaceAll('switchboard.dev.', `switchboard.${ownEnvironment}.`);
}

function writeExample(name: string, page: string): string {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, program(page));
  return file;
}

/** Esbuild, because the oldest Node that is supported knows no `await using`. */
async function runExample(file: string): Promise<void> {
  const outfile = file.replace(/\.ts$/, '.mjs');
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    conditions: ['switchboard-source'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*', '@aws-lambda-powertools/*', 'grammy', 'chat'],
  });
  await run(process.execPath, [outfile], {
    env: {
      // biome-ignore lint/style/noProcessEnv: how a test learns of the engine that the run shares
      AWS_ENDPOINT_URL_DYNAMODB: process.env.DYNAMODB_ENDPOINT,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
}

describe('the code that the pages show', () => {
  it('compiles', async () => {
    const files = [writeExample('readme', 'README.md'), writeExample('storages', 'docs/storages.md')];
    const config = { extends: '../../tsconfig.json', files, include: [] };
    const tsconfig = join(folder, 'tsconfig.json');
    writeFileSync(tsconfig, JSON.stringify({ ...config, compilerOptions: { noUnusedLocals: false } }));
    await run('tsc', ['--project', tsconfig]).catch(({ stdout }) => {
      throw new Error(stdout);
    });
  });

  it('runs, and fault: died when it was run again: runs twice', async () => {
    for (let run = 1; run <= 2; run += 1) {
      await runExample(writeExample('readme', 'README.md'));
      await runExample(writeExample('storages', 'docs/storages.md'));
    }
  });

  it('is told where to find DynamoDB, in which region and with which credentials', () => {
    const page = readFileSync(join(root, 'README.md'), 'utf8');
    for (const name of [
      'AWS_ENDPOINT_URL_DYNAMODB',
      'AWS_REGION',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
    ]) {
      expect(page).toContain(name);
    }
  });
});
