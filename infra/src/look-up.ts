/**
 * What was made under a declared name.
 *
 * @throws {RangeError} if nothing was: everything that a function uses is made before the function
 */
export function lookUp<T>(made: ReadonlyMap<string, T>, name: string): T {
  const found = made.get(name);
  if (found === undefined) throw new RangeError(`${name} is used but was not made.`);
  return found;
}
