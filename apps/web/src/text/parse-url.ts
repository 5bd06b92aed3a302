/**
 * An address in its parts. The constructor is all that every browser has: `URL.parse` is newer, and `URL.canParse` of Node 20 and 22, on which
 * tests run, refuses names with letters such as ü once it was called some thousand times.
 *
 * @returns `undefined` for what is no address
 */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
