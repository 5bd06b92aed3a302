/**
 * Packs every published package and looks at the tarballs as others would: publint, `attw`, then a project that installs them, type-checks
 * against them in three ways, runs them on Node 22 and 24, and builds a page with Vite. `npm run check:packages`.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '@switchboard/dynamodb-engine';
import { faultsOf, type Packed, packPackage, published, root, run } from './published.ts';
import { repositoryOf } from './repository.ts';

/** Tools that are not dependencies of the repository: they look at what leaves it. */
const tools = {
  publint: 'publint@0.3.25',
  attw: '@arethetypeswrong/cli@0.18.5',
  vite: 'vite@8.3.8',
  typescript5: 'typescript@5.9.3',
  node24: 'node@24.11.1',
} as const;

/** What the tarballs do not install, because users of an adapter have it: its peer, and the types of Node and of what that peer uses. */
const besides = ['grammy@1.46.0', '@types/node@22.20.5', '@types/node-fetch@2.6.13'];

const failures: string[] = [];

function check(name: string, command: string, args: readonly string[], cwd: string, env = {}): void {
  // biome-ignore lint/style/noProcessEnv: the composition root
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  process.stdout.write(`${status === 0 ? 'passed' : 'FAILED'}  ${name}\n`);
  if (status !== 0) failures.push(name);
}

const npx = (tool: string, ...args: readonly string[]) => ['--yes', `--package=${tool}`, '--', ...args];

/** Attw's profiles: an ES module cannot be required by CommonJS in Node 20, and does not claim to be. */
const profileOf = ({ manifest }: Packed): string =>
  JSON.stringify(manifest.exports).includes('"require"') ? 'node16' : 'esm-only';

const configurations = {
  nodenext: { files: ['esm.mts', 'cjs.cts'], module: 'nodenext', lib: ['es2024', 'dom'] },
  bundler: {
    files: ['page.ts', 'esm.mts'],
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2024', 'dom', 'dom.iterable'],
  },
};

function writeConfigurations(project: string): void {
  for (const [name, { files, ...options }] of Object.entries(configurations)) {
    const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true, types: ['node'] };
    writeFileSync(join(project, `tsconfig.${name}.json`), JSON.stringify({ compilerOptions, files }));
  }
  // What Node runs: each file in the format that its name says.
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    outDir: 'out',
    types: ['node'],
  };
  const emitted = { compilerOptions, files: configurations.nodenext.files };
  writeFileSync(join(project, 'tsconfig.emit.json'), JSON.stringify(emitted));
}

async function checkInstalled(packages: readonly Packed[], project: string): Promise<void> {
  cpSync(join(root, 'tooling/ci/packages/consumer'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--silent',
    ...packages.map(({ tarball }) => tarball),
  ];
  run('npm', [...install, ...besides], project);
  writeConfigurations(project);
  for (const name of Object.keys(configurations)) {
    check(`${name}, TypeScript of the repository`, 'tsc', ['-p', `tsconfig.${name}.json`], project);
    check(
      `${name}, ${tools.typescript5}`,
      'npx',
      npx(tools.typescript5, 'tsc', '-p', `tsconfig.${name}.json`),
      project,
    );
  }
  run('tsc', ['-p', 'tsconfig.emit.json'], project);
  const { endpoint, stop } = await startDynamoDb();
  const env = { DYNAMODB_ENDPOINT: endpoint };
  for (const file of ['out/esm.mjs', 'out/cjs.cjs']) {
    check(`${file} on Node ${process.version}`, process.execPath, [file], project, env);
    check(`${file} on ${tools.node24}`, 'npx', npx(tools.node24, 'node', file), project, env);
  }
  await stop();
  check('a page built by Vite', 'npx', npx(tools.vite, 'vite', 'build', '--logLevel', 'warn'), project);
}

// A clone without an address is checked with a made-up one.
const repository = repositoryOf(root) ?? 'git+https://example.com/switchboard.git';
const packages = published.map((folderName) => packPackage(folderName, repository));
for (const packed of packages) {
  for (const fault of faultsOf(packed)) {
    process.stdout.write(`FAILED  ${fault}\n`);
    failures.push(fault);
  }
  check(`publint ${packed.name}`, 'npx', npx(tools.publint, 'publint', packed.tarball, '--strict'), root);
  const attw = ['attw', packed.tarball, '--profile', profileOf(packed), '--format', 'ascii'];
  check(`attw ${packed.name}`, 'npx', npx(tools.attw, ...attw), root);
}
const project = mkdtempSync(join(tmpdir(), 'switchboard-consumer-'));
try {
  await checkInstalled(packages, project);
} finally {
  rmSync(project, { recursive: true });
}
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
