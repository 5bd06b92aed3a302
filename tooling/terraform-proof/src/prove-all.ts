import { readdir } from 'node:fs/promises';
import { type ProofStep, prove } from './prove.ts';
import { versionOf } from './terraform/terraform.ts';

export interface ProveAllOptions {
  /** The folder of the synthesised stacks. */
  readonly stacksFolder: string;
  /** The folder of the package with the bindings that the stacks were made with. */
  readonly bindings: string;
  /** `terraform` or `tofu`. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** The steps that each stack is taken through. @default all of them */
  readonly steps?: readonly ProofStep[];
  readonly print: (line: string) => void;
}

/** The end of what Terraform printed, which has its errors, in characters. */
const longestReport = 1500;

/**
 * Proves every stack of a folder and prints a line for each. Where the program is not installed it says so, and nothing is proven.
 *
 * @returns whether nothing failed
 */
export async function proveAll(options: ProveAllOptions): Promise<boolean> {
  const { stacksFolder, bindings, program, env, steps, print } = options;
  const version = await versionOf(program, env);
  if (version === undefined) {
    print(`Skipped: the Terraform proof. There is no ${program} on the PATH that runs.`);
    return true;
  }
  print(`${program} ${version}`);
  let failures = 0;
  for (const name of (await readdir(stacksFolder)).sort()) {
    const startedAt = performance.now();
    const stack = `${stacksFolder}/${name}`;
    const { failedStep, output, resourceCount } = await prove({
      stack,
      program,
      bindings,
      accountId: '111122223333',
      env,
      ...(steps && { steps }),
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const size = resourceCount > 0 ? `${String(resourceCount).padStart(4)} resources ` : '';
    const subject = `${name.padEnd(36)}${size}`;
    if (failedStep === undefined) {
      print(`${subject}${steps === undefined ? 'proven' : steps.join(', ')} in ${seconds} s`);
    } else {
      print(`${subject}FAILED at ${failedStep} after ${seconds} s\n${output.slice(-longestReport)}`);
      failures += 1;
    }
  }
  return failures === 0;
}
