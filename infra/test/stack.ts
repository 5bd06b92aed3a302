import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionPackage } from '@switchboard/declarations';
import type { Environment } from '../src/environment/environment.ts';
import { environments } from '../src/environments.ts';
import { functionPackages } from '../src/functions/function-packages.ts';
import { synthesise } from '../src/synthesise.ts';

// What Terraform JSON holds at a place is known to the test that looks there.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Attributes = any;

/** The resources of a stack by type and name, as they stand in `cdk.tf.json`. */
type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

export interface Stack {
  readonly folder: string;
  readonly text: string;
  readonly resource: Resources;
  readonly output: Readonly<Record<string, { readonly value: Attributes }>>;
  readonly terraform: Attributes;
  readonly provider: Attributes;
}

const folders: string[] = [];

/** Pages as the bundler makes them, in small. */
export const pagesFolder = fileURLToPath(new URL('pages', import.meta.url));

export function removeStacks(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

export const environmentNamed = (name: string): Environment => {
  const found = environments.find((environment) => environment.name === name);
  if (!found) throw new RangeError(`There is no environment ${name}.`);
  return found;
};

/** The environment `dev` with every function of every package: with Telegram and mail, too. */
export const wholeDev: Environment = {
  ...environmentNamed('dev'),
  settings: { ...environmentNamed('dev').settings, TELEGRAM: 'on', WEB_PUSH: 'on' },
  mail: { domain: 'mail.example.com', zone: 'example.com' },
};

/** Every field of an environment that adds something to its stack, and that the repository's own leave out. */
export const everythingOn: Environment = {
  ...wholeDev,
  name: 'whole',
  mail: { domain: 'mail.whole.example.com', zone: 'example.com' },
  tracing: true,
  contributorInsights: true,
  reservedConcurrency: { responder: 20 },
  provisionedCapacity: {
    threads: { reads: { minimum: 5, maximum: 50 }, writes: { minimum: 5, maximum: 50 } },
  },
  permissionBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
  domain: { name: 'whole.example.com', zone: 'example.com' },
  routeThrottles: { 'POST /sessions': { requestsPerSecond: 5, burst: 10 } },
  tags: { team: 'support' },
  alarms: { addresses: ['operations@example.com'], monthlyBudgetDollars: 20 },
};

/** Synthesises one environment into a folder of its own and reads what came of it. */
export function synthesiseStack(
  environment: Environment,
  packages: readonly FunctionPackage[] = functionPackages,
): Stack {
  const output = mkdtempSync(join(tmpdir(), 'stack-'));
  folders.push(output);
  synthesise(output, [environment], { packages, pagesFolder });
  const folder = join(output, 'stacks', environment.name);
  const text = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
  return { folder, text, ...JSON.parse(text) };
}

/** All resources of a type. */
export const all = ({ resource }: Stack, type: string): Attributes[] => Object.values(resource[type] ?? {});

/**
 * One resource of a stack.
 *
 * @throws {RangeError} where the stack does not have it
 */
export function one({ resource }: Stack, type: string, name: string): Attributes {
  const found = resource[type]?.[name];
  if (found === undefined) throw new RangeError(`The stack has no ${type}.${name}.`);
  return found;
}
