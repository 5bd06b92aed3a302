/**
 * Synthesises every environment with the successor of cdktf, compares the JSON with cdktf's, and plans it by the successor's bindings.
 * Fails if anything but versions is different. Needs the npm registry.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { proveAll } from '../prove-all.ts';
import { bindingsFolder } from '../schema/bindings-folder.ts';
import { withoutVersions } from './compare.ts';
import { swapToSuccessor } from './swap.ts';

/** What the copy of infra exports, as far as it is used here. */
interface Infra {
  readonly environments: readonly unknown[];
  readonly functionPackages: readonly unknown[];
  synthesise(outputFolder: string, environments: readonly unknown[], built: object): unknown;
}

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const stacksFolder = at('infra/cdktf.out/stacks');

const copy = await swapToSuccessor(at('infra'));
const output = await mkdtemp(join(tmpdir(), 'successor-'));
try {
  const importFrom = async (file: string): Promise<Partial<Infra>> =>
    await import(pathToFileURL(join(copy, 'src', file)).href);
  const infra = {
    ...(await importFrom('environments.ts')),
    ...(await importFrom('functions/function-packages.ts')),
    ...(await importFrom('synthesise.ts')),
  } as Infra;
  const built = { packages: infra.functionPackages, pagesFolder: at('apps/web/dist') };
  infra.synthesise(output, infra.environments, built);

  for (const name of readdirSync(stacksFolder).sort()) {
    const [ours, theirs] = [stacksFolder, join(output, 'stacks')].map((folder) =>
      withoutVersions(readFileSync(join(folder, name, 'cdk.tf.json'), 'utf8')),
    );
    const same = isDeepStrictEqual(ours, theirs);
    print(`${name.padEnd(36)}${same ? 'the same JSON by cdktn, but for versions' : 'DIFFERENT by cdktn'}`);
    if (!same) process.exitCode = 1;
  }
  const bindings = bindingsFolder('@cdktn/provider-aws', `${copy}/`);
  const program = env.TERRAFORM ?? 'terraform';
  // The JSON is the same, so what AWS makes of it is too: `npm run prove` shows that. The schema is a newer one.
  const proven = await proveAll({
    stacksFolder: join(output, 'stacks'),
    bindings,
    program,
    env,
    steps: ['init', 'validate', 'plan'],
    print,
  });
  if (!proven) process.exitCode = 1;
} finally {
  await rm(output, { recursive: true });
  await rm(copy, { recursive: true });
}
