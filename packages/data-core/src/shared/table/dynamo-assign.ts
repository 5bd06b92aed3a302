/** Marks a class whose instances are items, as common-aws calls it. It has no members. */
// biome-ignore lint/suspicious/noEmptyInterface: a marker
export interface DynamoDao {}

/**
 * An instance of a class with these values.
 *
 * @example const user = dynamoAssign(User, { id: '123', name: 'John' });
 */
export function dynamoAssign<Instance extends object>(
  type: new () => Instance,
  values: Partial<Instance>,
): Instance {
  return Object.assign(new type(), values);
}
