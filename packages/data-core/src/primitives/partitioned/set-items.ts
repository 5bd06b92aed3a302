import { fromJsonText, toCanonicalJson } from '../../shared/encoding/json-text.ts';
import type { StoredKey } from './compound-key.ts';
import { NotASetError } from './errors.ts';

/**
 * An item of `partitioned_keys`: a value (`data`, as JSON) or a set. A set's members are a string set of DynamoDB, each as JSON
 * with the names in order, so that DynamoDB itself adds and removes them. `revision` rises with every write of a set, which
 * `writer` names.
 */
export interface PartitionedItem extends StoredKey {
  readonly data?: string;
  readonly members?: ReadonlySet<string>;
  /** Tells a set that is empty, which has no `members`, from an item that is something else. */
  readonly revision?: number;
  readonly writer?: string;
  readonly expiresAt?: number;
}

/** One way of being equal, for elements that are not the same as JSON. */
export type Equality<Value> = (left: Value, right: Value) => boolean;

/** The elements as they are stored. @throws {InvalidOptionError} */
export function toMembers(elements: unknown): string[] {
  const list = Array.isArray(elements) ? elements : [elements];
  return [...new Set(list.map((element) => toCanonicalJson('data', element)))];
}

/** The value of an item: what was set, or the elements of a set, numbers by size and the rest by their JSON. */
export function storedValue(item: Partial<PartitionedItem> | undefined): unknown {
  if (item?.data !== undefined) return fromJsonText(item.data);
  if (item?.revision === undefined) return undefined;
  return elementsOf(item);
}

/**
 * The elements of an item that is a set, or a list that was set as a value; `undefined` where there is no item.
 *
 * @throws {NotASetError} for any other value
 */
export function elementsOf(item: Partial<PartitionedItem>): unknown[] | undefined {
  if (item.data !== undefined) {
    const value = fromJsonText(item.data);
    if (Array.isArray(value)) return value;
    throw new NotASetError(item);
  }
  if (item.revision === undefined) return undefined;
  return [...(item.members ?? [])]
    .map((member) => ({ member, element: fromJsonText(member) }))
    .toSorted(inOrder)
    .map(({ element }) => element);
}

interface Member {
  /** The element as it is stored. */
  readonly member: string;
  readonly element: unknown;
}

function inOrder(left: Member, right: Member): number {
  const areNumbers = typeof left.element === 'number' && typeof right.element === 'number';
  // NaN has no place among numbers: it is put where its text stands.
  if (areNumbers && left.element < right.element) return -1;
  if (areNumbers && left.element > right.element) return 1;
  return left.member < right.member ? -1 : 1;
}
