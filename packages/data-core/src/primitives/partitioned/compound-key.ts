import { namespaced } from '../../shared/keys/namespaced.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { maxSortKeyBytes, requireText } from '../../shared/validation/options.ts';

/**
 * Where a value lies: in whose partition, and there under `<namespace>.<sort>`. `Data` is the type of the value, for the
 * compiler alone.
 */
export interface CompoundKey<Partition extends string = string, Data = unknown> {
  readonly partition: Partition;
  /** '' or left out for none. */
  readonly namespace?: string;
  readonly sort: string;
  readonly data?: Data;
}

/** Which attributes of a partitioned table hold what, as common-aws types it. The tables here are always as `partitionedKeysTable` declares. */
export interface PartitionKeyMappings {
  sortKeyFieldName: string;
  sortKeyFieldAWSType: 'S' | 'N';
  partitionKeyFieldName: string;
  dataFieldName: string;
  md5: 'md5';
}

/** The key of an item of `partitioned_keys`. */
export interface StoredKey {
  readonly partitionKey: string;
  readonly sortKey: string;
}

/** @throws {InvalidOptionError} naming the part that is empty or too long */
export function storedKeyOf(key: CompoundKey): StoredKey {
  if (typeof key !== 'object' || key === null)
    throw new InvalidOptionError('key', key, 'an object {partition, namespace, sort}');
  const { partition, namespace = '', sort } = key;
  requireText('partition', partition);
  requireText('sort', sort, maxSortKeyBytes);
  if (typeof namespace !== 'string' || !namespace.isWellFormed())
    throw new InvalidOptionError('namespace', namespace, 'a text of well-formed Unicode');
  const sortKey = namespaced(namespace, sort);
  if (Buffer.byteLength(sortKey) > maxSortKeyBytes) {
    throw new InvalidOptionError('sort', sort, `at most ${maxSortKeyBytes} bytes long with its namespace`);
  }
  return { partitionKey: partition, sortKey };
}
