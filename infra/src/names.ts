import type { TableDefinition } from '@switchboard/data-core/table';
import { dynamoTableName } from '@switchboard/data-core/tables';
import type { Environment } from './environments.ts';

/** IAM roles, functions and schedules may have names of 64 characters; the other resources allow more. */
const longestName = 64;

/** A name is longer than AWS allows: nothing was synthesised. */
export class NameTooLongError extends Error {
  override readonly name = 'NameTooLongError';
  readonly code = 'infra.nameTooLong';
}

/**
 * The name of a resource in the account: `switchboard-dev-message-send`.
 *
 * @throws {NameTooLongError} over 64 characters
 */
export function physicalName({ prefix, name: environment }: Environment, name: string): string {
  const physical = `${prefix}-${environment}-${name}`;
  if (physical.length > longestName) {
    throw new NameTooLongError(
      `The name ${physical} has ${physical.length} characters; AWS allows ${longestName}. Shorten the environment's prefix or the declared name.`,
    );
  }
  return physical;
}

/** The name of a table in the account: `switchboard.dev.messages`. */
export const tableName = ({ prefix, name: environment }: Environment, table: TableDefinition): string =>
  dynamoTableName(table.name, { prefix, environment });
