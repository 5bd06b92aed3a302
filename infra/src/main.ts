/**
 * Synthesises the Terraform of every environment into the folder that cdktf names, or `cdktf.out`. With names of environments behind it,
 * only theirs: `node src/main.ts local`.
 */
import { fileURLToPath } from 'node:url';
import { InvalidSettingsError } from '@switchboard/declarations';
import { chooseEnvironments, UnknownEnvironmentError } from './environment/choose.ts';
import { overrideLocal } from './environment/override-local.ts';
import { InvalidEnvironmentsError } from './environment/problems.ts';
import { environments } from './environments.ts';
import { BundleMissingError } from './functions/function-bundle.ts';
import { functionPackages } from './functions/function-packages.ts';
import { synthesise } from './synthesise.ts';
import { PagesMissingError } from './web-front/page-files.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const pagesFolder = fileURLToPath(new URL('../../apps/web/dist', import.meta.url));
const outputFolder = env.CDKTF_OUTDIR ?? fileURLToPath(new URL('../cdktf.out', import.meta.url));

/** What a person can put right: the message says how, and a stack trace would hide it. */
const expectedErrors = [
  BundleMissingError,
  InvalidEnvironmentsError,
  InvalidSettingsError,
  PagesMissingError,
  UnknownEnvironmentError,
];

try {
  const chosen = chooseEnvironments(environments, process.argv.slice(2));
  const overridden = overrideLocal(chosen, functionPackages, env);
  const built = { packages: functionPackages, pagesFolder };
  for (const { name, resourceCount } of synthesise(outputFolder, overridden, built)) {
    process.stdout.write(`${name.padEnd(36)}${resourceCount} resources\n`);
  }
} catch (error) {
  if (!expectedErrors.some((expected) => error instanceof expected)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
