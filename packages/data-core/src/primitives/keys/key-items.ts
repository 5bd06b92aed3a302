import { namespaced } from '../../shared/keys/namespaced.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { maxPartitionKeyBytes, requireText } from '../../shared/validation/options.ts';

/** An item of the table `keys`: a value (`data`, as JSON) or a counter (`count`). */
export interface KeyItem {
  readonly key: string;
  readonly data?: string;
  readonly count?: number;
  readonly expiresAt?: number;
  /** The key is an id without a namespace, though it may contain a dot. */
  readonly bare?: true;
}

/** @throws {InvalidOptionError} for an id that is empty or makes a key that is too long */
export function storedKey(namespace: string, id: string): string {
  requireText('id', id);
  const key = namespaced(namespace, id);
  if (Buffer.byteLength(key) <= maxPartitionKeyBytes) return key;
  throw new InvalidOptionError('id', id, `at most ${maxPartitionKeyBytes} bytes long with its namespace`);
}

/** @throws {InvalidOptionError} */
export function requireNamespace(namespace: unknown): asserts namespace is string {
  if (typeof namespace !== 'string' || !namespace.isWellFormed())
    throw new InvalidOptionError('namespace', namespace, "a text of well-formed Unicode, or '' for none");
}

/** Marks the items of the namespace ''. Their keys alone do not tell them from those of other namespaces. */
export const bareMark = (namespace: string): { bare?: true } => (namespace === '' ? { bare: true } : {});
