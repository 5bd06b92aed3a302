import type { FunctionDefinition } from '@switchboard/declarations';
import { usedTables } from '../functions/declared.ts';
import { currentTableName } from '../storage/tables.ts';
import { CommandError, type Desk } from './desk.ts';
import type { Stack } from './stack.ts';

/**
 * Puts tables that were restored into the place of those that Terraform manages, or takes them out again: Terraform itself would delete a table
 * whose name changes. The other table is left as it is, and Terraform forgets it.
 *
 * @throws {CommandError} if a restored table that the environment names does not exist
 * @param functions those that are deployed, whose tables the stack has
 */
export async function adoptTables(
  { environment, storedTables, print }: Desk,
  stack: Stack,
  functions: readonly FunctionDefinition[],
): Promise<void> {
  const managed = await stack.tableNames();
  for (const definition of usedTables(functions)) {
    const address = `aws_dynamodb_table.table_${definition.name}`;
    const wanted = currentTableName(environment, definition);
    const before = managed.get(address);
    if (before === wanted) continue;
    if (!(await storedTables.exists(wanted))) {
      if (environment.restoredTables[definition.name] === undefined) continue;
      throw new CommandError(
        `There is no table ${wanted}, which restoredTables of ${environment.name} names: nothing was deployed.`,
      );
    }
    await stack.adoptTable(address, wanted);
    print(`${wanted} takes the place of ${before ?? 'none'} as the table ${definition.name}.`);
  }
}
