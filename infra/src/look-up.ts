/**
 * What was created under a declared name.
 *
 * @throws {RangeError} if nothing was: everything that a function uses is created before the function
 */
export function lookUp<T>(created: ReadonlyMap<string, T>, name: string): T {
  const found = created.get(name);
  if (found === undefined) throw new RangeError(`${name} is used but was not created.`);
  return found;
}
