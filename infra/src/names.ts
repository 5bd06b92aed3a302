import type { TableDefinition } from '@switchboard/data-core/table';
import { dynamoTableName } from '@switchboard/data-core/tables';
import type { Environment } from './environment/environment.ts';

/** What the name of a resource begins with. */
export type Naming = Pick<Environment, 'prefix' | 'name'>;

/** IAM roles, functions and schedules may have names of 64 characters; other resources allow more. */
const longestName = 64;

/** A name is longer than AWS allows: nothing was synthesised. */
export class NameTooLongError extends Error {
  override readonly name = 'NameTooLongError';
  readonly code = 'infra.nameTooLong';
}

/**
 * The name of a resource in the account: `switchboard-dev-message-send`.
 *
 * @throws {NameTooLongError} if it has more than 64 characters
 */
export function physicalName({ prefix, name: environment }: Naming, name: string): string {
  const physical = `${prefix}-${environment}-${name}`;
  if (physical.length > longestName) {
    throw new NameTooLongError(
      `The name ${physical} has ${physical.length} characters; AWS allows ${longestName}. Shorten the environment's prefix or the declared name.`,
    );
  }
  return physical;
}

/** The name of a table in the account: `switchboard.dev.messages`. */
export const tableName = ({ prefix, name: environment }: Naming, table: TableDefinition): string =>
  dynamoTableName(table.name, { prefix, environment });

/** The name of the SSM parameter that holds a secret: `/switchboard/dev/telegram-bot-token`. */
export const parameterName = ({ prefix, name: environment }: Naming, secretName: string): string =>
  `/${prefix}/${environment}/${secretName}`;

/** The namespace of an environment's own metrics: `switchboard/dev`. */
export const metricNamespace = ({ prefix, name: environment }: Naming): string => `${prefix}/${environment}`;

/** A name as Terraform allows it in an address: letters, digits, hyphens and underscores. */
export const addressName = (text: string): string => text.replaceAll(/[^a-zA-Z0-9-]+/g, '_');
