/** Synthesises the Terraform of every environment into the folder that cdktf names, or `cdktf.out`. */
import { fileURLToPath } from 'node:url';
import { InvalidSettingsError } from '@switchboard/declarations';
import { environments } from './environments.ts';
import { functionPackages } from './function-packages.ts';
import { overrideLocal } from './override-local.ts';
import { synthesise } from './synthesise.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const outputFolder = env.CDKTF_OUTDIR ?? fileURLToPath(new URL('../cdktf.out', import.meta.url));

try {
  const overridden = overrideLocal(environments, functionPackages, env);
  for (const { environment, resourceCount } of synthesise(outputFolder, overridden, functionPackages)) {
    process.stdout.write(`${environment.padEnd(8)}${resourceCount} resources\n`);
  }
} catch (error) {
  if (!(error instanceof InvalidSettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
