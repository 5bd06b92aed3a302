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
