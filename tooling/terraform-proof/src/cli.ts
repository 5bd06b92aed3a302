/** Proves every synthesised stack with Terraform, or with the program that TERRAFORM names. Fails if one does not hold. */
import { fileURLToPath } from 'node:url';
import { proveAll } from './prove-all.ts';
import { bindingsFolder } from './schema/bindings-folder.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;

const proven = await proveAll({
  stacksFolder: fileURLToPath(new URL('../../../infra/cdktf.out/stacks', import.meta.url)),
  bindings: bindingsFolder('@cdktf/provider-aws'),
  program: env.TERRAFORM ?? 'terraform',
  env,
  print: (line) => process.stdout.write(`${line}\n`),
});
if (!proven) process.exitCode = 1;
