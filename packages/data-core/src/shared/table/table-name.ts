import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { requireKnown, requireText } from '../validation/options.ts';

/** The name of a table, as common-aws calls the type. */
export type DynamoTableName = string;

export interface TableNameOptions {
  /** For example `dev` or `production`. There is no default: production must not write to another's tables by omission. */
  readonly environment: string;
  /** @default 'switchboard' */
  readonly prefix?: string;
}

/**
 * The physical name of a table: `<prefix>.<environment>.<name>`.
 *
 * @example dynamoTableName('keys', { environment: 'production' }) === 'switchboard.production.keys'
 * @throws {InvalidOptionError} without an environment, or if the result is no name that DynamoDB accepts
 */
export function dynamoTableName(name: string, options: TableNameOptions): DynamoTableName {
  requireKnown('dynamoTableName', options, ['environment', 'prefix']);
  const { environment, prefix = 'switchboard' } = options;
  requireText('environment', environment);
  requireText('prefix', prefix);
  requireText('name', name);
  const tableName = [prefix, environment, name].join('.');
  assertTableNameValid(tableName);
  return tableName;
}

/**
 * A safety net before a table is touched: the name is one that DynamoDB accepts and, where `environment` is given, belongs to
 * that environment.
 *
 * @throws {InvalidOptionError}
 */
export function assertTableNameValid(tableName: string, environment?: string): void {
  requireTableName('tableName', tableName);
  if (environment === undefined) return;
  requireText('environment', environment);
  if (!tableName.includes(`.${environment}.`)) {
    throw new InvalidOptionError('tableName', tableName, `a name with ".${environment}." in it`);
  }
}

/** @throws {InvalidOptionError} unless it is a name that DynamoDB accepts */
export function requireTableName(option: string, name: unknown): asserts name is string {
  if (typeof name === 'string' && /^[A-Za-z0-9_.-]{3,255}$/.test(name)) return;
  throw new InvalidOptionError(option, name, '3 to 255 of a-z, A-Z, 0-9, "_", "-" and "."');
}
