/** Synthesises the Terraform of every environment into the folder that cdktf names, or `cdktf.out`. */
import { fileURLToPath } from 'node:url';
import { environments } from './environments.ts';
import { functionPackages } from './function-packages.ts';
import { synthesise } from './synthesise.ts';

const outputFolder =
  // biome-ignore lint/style/noProcessEnv: the composition root; the cdktf CLI hands its output folder over so
  process.env.CDKTF_OUTDIR ?? fileURLToPath(new URL('../cdktf.out', import.meta.url));

for (const { environment, resourceCount } of synthesise(outputFolder, environments, functionPackages)) {
  process.stdout.write(`${environment.padEnd(8)}${resourceCount} resources\n`);
}
