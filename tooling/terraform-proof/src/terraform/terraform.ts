import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a command of Terraform printed and how it ended. */
interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** All that it printed, with its longest lines cut: a stack's JSON is one line, which Terraform quotes whole beside an error. */
  readonly output: string;
}

/** Runs Terraform in one folder, against one provider. */
export interface Terraform {
  run(...parameters: readonly string[]): Promise<CommandResult>;
}

export interface TerraformOptions {
  /** The program, `terraform` or `tofu`. */
  readonly program: string;
  /** The folder that holds the stack. */
  readonly folder: string;
  /** What `TF_REATTACH_PROVIDERS` is to hold. */
  readonly reattach: string;
  /** The environment that the program inherits. */
  readonly env: NodeJS.ProcessEnv;
}

const longestOutputBytes = 100_000_000;

export const createTerraform = ({ program, folder, reattach, env }: TerraformOptions): Terraform => ({
  run: (...parameters) =>
    new Promise((resolve, reject) => {
      execFile(
        program,
        parameters,
        {
          cwd: folder,
          env: { ...env, TF_REATTACH_PROVIDERS: reattach, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
          maxBuffer: longestOutputBytes,
        },
        (error, stdout, stderr) => {
          const exitCode = error === null ? 0 : error.code;
          if (typeof exitCode !== 'number') reject(error);
          else resolve({ exitCode, stdout, output: shortened(`${stdout}${stderr}`) });
        },
      );
    }),
});

const longestLineLength = 400;

const shortened = (output: string): string =>
  output
    .split('\n')
    .map((line) => (line.length > longestLineLength ? `${line.slice(0, longestLineLength)}...` : line))
    .join('\n');

/** The version of a program, or nothing where it is not installed, or only a stand-in that fails. */
export async function versionOf(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['version', '-json'], { env });
    return (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
  } catch (error) {
    // A number is the exit code of what is there.
    const { code } = error as { readonly code?: string | number };
    if (code === 'ENOENT' || typeof code === 'number') return undefined;
    throw error;
  }
}

/** What a stack's file is called. */
const stackFile = 'cdk.tf.json';

/** A resource as it stands in the file, as far as this package looks at it. */
interface WrittenResource {
  readonly lifecycle?: { prevent_destroy?: boolean };
}

/** A synthesised stack: what Terraform reads of it. */
export interface StackDocument {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, WrittenResource>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly provider?: { readonly aws?: readonly { readonly region?: string; readonly alias?: string }[] };
}

/** The region of a stack's own provider; others have an alias. */
export const regionOf = ({ provider }: StackDocument): string =>
  provider?.aws?.find(({ alias }) => alias === undefined)?.region ?? 'us-east-1';

/**
 * Copies a stack to where Terraform may write. Its state is kept there too: the stack's own backend is AWS.
 *
 * @param change edits the stack before Terraform sees it
 */
export async function copyStack(
  from: string,
  to: string,
  change: (document: StackDocument) => StackDocument = (document) => document,
): Promise<StackDocument> {
  await cp(from, to, { recursive: true });
  const file = join(to, stackFile);
  const document = change(JSON.parse(await readFile(file, 'utf8')));
  await writeFile(file, JSON.stringify(document));
  const backend = { terraform: { backend: { local: { path: 'terraform.tfstate' } } } };
  await writeFile(join(to, 'backend_override.tf.json'), JSON.stringify(backend));
  return document;
}

/** Lets everything in a copied stack be destroyed, as a person would who takes a protected environment down. */
export async function liftProtection(folder: string): Promise<void> {
  const file = join(folder, stackFile);
  const document: StackDocument = JSON.parse(await readFile(file, 'utf8'));
  for (const byName of Object.values(document.resource ?? {})) {
    for (const resource of Object.values(byName)) delete resource.lifecycle?.prevent_destroy;
  }
  await writeFile(file, JSON.stringify(document));
}
