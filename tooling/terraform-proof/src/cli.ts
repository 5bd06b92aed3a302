/** Proves every synthesised environment and prints a line for each. Fails if one does not hold. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { noRules } from './account/account.ts';
import { prove } from './prove.ts';
import { versionOf } from './terraform/terraform.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const program = env.TERRAFORM ?? 'terraform';
const stacksFolder = fileURLToPath(new URL('../../../infra/cdktf.out/stacks', import.meta.url));
/** The end of what Terraform printed, which has its errors, in characters. */
const longestReport = 5000;
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const version = await versionOf(program, env);
if (version === undefined) {
  print(`Skipped: the Terraform proof. There is no ${program} on the PATH.`);
} else {
  print(`${program} ${version}`);
  for (const name of readdirSync(stacksFolder).sort()) {
    const startedAt = performance.now();
    const { failedStep, output, resourceCount } = await prove({
      stack: `${stacksFolder}/${name}`,
      program,
      bindings: '@cdktf/provider-aws',
      accountId: '111122223333',
      rules: noRules,
      env,
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (failedStep === undefined) {
      const done = 'validated, planned, applied, no second plan, destroyed';
      print(`${name.padEnd(10)}${resourceCount} resources ${done} in ${seconds} s`);
    } else {
      print(`${name.padEnd(10)}FAILED at ${failedStep} after ${seconds} s\n${output.slice(-longestReport)}`);
      process.exitCode = 1;
    }
  }
}
