import { InvalidOptionError } from '../validation/invalid-option-error.ts';

/** Marks a class whose instances are items, as common-aws calls it. It has no members. */
// biome-ignore lint/suspicious/noEmptyInterface: a marker
export interface DynamoDao {}

/**
 * An instance of a class with these values.
 *
 * @throws {InvalidOptionError} unless it is given a class
 * @example const user = dynamoAssign(User, { id: '123', name: 'John' });
 */
export function dynamoAssign<Instance extends object>(
  type: new () => Instance,
  values: Partial<Instance>,
): Instance {
  if (typeof type !== 'function' || !type.prototype) throw new InvalidOptionError('type', type, 'a class');
  return Object.assign(new type(), values);
}
