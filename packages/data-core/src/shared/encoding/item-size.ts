/**
 * The size of a value as DynamoDB counts it, in bytes: texts in UTF-8, about two digits of a number in a byte, three bytes
 * for a list or map and one more for each member.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function valueSizeBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberSizeBytes(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return sum([...value], valueSizeBytes);
  if (Array.isArray(value)) return 3 + sum(value, (member) => 1 + valueSizeBytes(member));
  if (typeof value === 'object' && value !== null) {
    return (
      3 + sum(Object.entries(value), ([name, member]) => 1 + Buffer.byteLength(name) + valueSizeBytes(member))
    );
  }
  return value === undefined ? 0 : 1;
}

/** The size of an item, in bytes: its attributes' names and values. */
export function itemSizeBytes(item: object): number {
  return sum(Object.entries(item), ([name, value]) => Buffer.byteLength(name) + valueSizeBytes(value));
}

function numberSizeBytes(value: number): number {
  const digits = String(Math.abs(value))
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
  // One byte more for the exponent, one for a negative sign, and a half byte where the exponent splits a pair of digits.
  return Math.ceil((digits + 1) / 2) + 1 + (value < 0 ? 1 : 0);
}

function sum<Member>(members: readonly Member[], size: (member: Member) => number): number {
  return members.reduce((total, member) => total + size(member), 0);
}
