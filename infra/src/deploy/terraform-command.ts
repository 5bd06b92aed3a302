import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command of Terraform failed. It has said why. */
export class TerraformFailedError extends Error {
  override readonly name = 'TerraformFailedError';
  readonly code = 'deploy.terraform';
}

export interface TerraformCommand {
  /** `terraform` or `tofu`. */
  readonly program: string;
  /** The folder of the synthesised stack. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes each line of errors, and of the output where nobody else does. */
  readonly print: (line: string) => void;
}

/**
 * Runs a command of Terraform.
 *
 * @param onLine takes each line of the output @default it is printed
 * @throws {TerraformFailedError} if it fails
 */
export function runTerraform(
  { program, folder, env, print }: TerraformCommand,
  parameters: readonly string[],
  onLine: (line: string) => void = print,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: folder,
      env: { ...env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface({ input: child.stdout }).on('line', onLine);
    createInterface({ input: child.stderr }).on('line', print);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve();
      else
        reject(
          new TerraformFailedError(`\`${program} ${parameters[0]}\` failed with exit code ${exitCode}.`),
        );
    });
  });
}

/** Runs a command of Terraform and reads its output as JSON. */
export async function readTerraform<T>(command: TerraformCommand, parameters: readonly string[]): Promise<T> {
  const lines: string[] = [];
  await runTerraform(command, parameters, (line) => void lines.push(line));
  return JSON.parse(lines.join('\n')) as T;
}
