import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Desk } from './desk.ts';
import { type PlanSummary, summarise } from './plan-summary.ts';
import { readTerraform, runTerraform } from './terraform-command.ts';

/** The checksums of the provider, which are committed so that everyone gets the same one. */
export const lockFile = '.terraform.lock.hcl';

const planFile = 'planned';

/** A synthesised stack, ready for Terraform. */
export interface Stack {
  readonly name: string;
  /** Works out what is to be done, and prints it. */
  plan(): Promise<PlanSummary>;
  /** Does what was planned. */
  apply(): Promise<void>;
  /** What the stack says of itself, by name; a list as lines. */
  outputs(): Promise<Readonly<Record<string, string>>>;
  /** The names in the account of the tables that Terraform manages, by address. */
  tableNames(): Promise<ReadonlyMap<string, string>>;
  /** Manages a table of the account under an address, in place of the one that was managed there and is not touched. */
  adoptTable(address: string, name: string): Promise<void>;
  destroy(): Promise<void>;
}

/**
 * Initialises a stack: its provider and its state.
 *
 * @param stacks the folder that holds a folder for each stack
 */
export async function openStack(desk: Desk, stacks: string, name: string): Promise<Stack> {
  const folder = join(stacks, name);
  const command = { program: desk.program.name, folder, env: desk.env, print: desk.print };
  const run = (...parameters: readonly string[]): Promise<void> => runTerraform(command, parameters);

  const committedLock = join(desk.infraFolder, lockFile);
  const isLocked = existsSync(committedLock);
  if (isLocked) await copyFile(committedLock, join(folder, lockFile));
  const silently = (): void => {};
  await runTerraform(
    command,
    ['init', '-input=false', ...(isLocked ? ['-lockfile=readonly'] : [])],
    silently,
  );

  const tableNames = async (): Promise<ReadonlyMap<string, string>> => {
    const { values }: ShownState = await readTerraform(command, ['show', '-json']);
    const tables = (values?.root_module?.resources ?? []).filter(({ type }) => type === tableType);
    return new Map(tables.map(({ address, values: { name: tableName = '' } }) => [address, tableName]));
  };

  return {
    name,
    async plan() {
      await run('plan', '-input=false', `-out=${planFile}`);
      return summarise(await readTerraform(command, ['show', '-json', planFile]));
    },
    apply: () => run('apply', '-input=false', planFile),
    async outputs() {
      type Outputs = Readonly<Record<string, { readonly value: string | readonly string[] }>>;
      const outputs = await readTerraform<Outputs>(command, ['output', '-json']);
      return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, linesOf(value)]));
    },
    tableNames,
    async adoptTable(address, tableName) {
      if ((await tableNames()).has(address)) await runTerraform(command, ['state', 'rm', address], silently);
      await runTerraform(command, ['import', '-input=false', address, tableName], silently);
    },
    destroy: () => run('destroy', '-input=false', '-auto-approve'),
  };
}

const tableType = 'aws_dynamodb_table';

/** What `terraform show -json` has of a state, as far as it is looked at here. */
interface ShownState {
  readonly values?: {
    readonly root_module?: {
      readonly resources?: readonly {
        readonly address: string;
        readonly type: string;
        readonly values: { readonly name?: string };
      }[];
    };
  };
}

const linesOf = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join('\n');
