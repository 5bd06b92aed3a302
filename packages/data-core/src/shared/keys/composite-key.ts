/**
 * One key of several parts, joined by `|`. `%` and `|` inside a part are escaped, so that no two lists of parts share a key.
 *
 * @example compositeKey('shop', 'anna') === 'shop|anna'
 */
export function compositeKey(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll('|', '%7C')).join('|');
}

/** The parts of a key that {@link compositeKey} made. */
export function splitKey(key: string): string[] {
  return key.split('|').map((part) => part.replaceAll('%7C', '|').replaceAll('%25', '%'));
}
