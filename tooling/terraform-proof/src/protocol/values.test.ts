import { decodeValue, encodeValue, knownFields, unknown, type Value } from './values.ts';

describe('a value', () => {
  it.each<[string, Value]>([
    ['a text', 'zwölf 💬'],
    ['a number', 12.5],
    ['a large number', 2 ** 40],
    ['a flag', false],
    ['nothing', null],
    ['something unknown', unknown],
    ['an object', { name: 'a', tags: { b: null }, list: [1, unknown, { arn: unknown }] }],
  ])('comes back as it was: %s', (_what, value) => {
    expect(decodeValue(encodeValue(value))).toEqual(value);
  });

  it('is unknown as Terraform writes it, with and without refinements', () => {
    expect(decodeValue(new Uint8Array([0xd4, 0x00, 0x00]))).toBe(unknown);
    expect(decodeValue(new Uint8Array([0xc7, 0x03, 0x0c, 0x81, 0x01, 0xc2]))).toBe(unknown);
    expect([...encodeValue(unknown)]).toEqual([0xd4, 0x00, 0x00]);
  });

  it('leaves the known fields when the unknown ones are taken away', () => {
    expect(knownFields({ name: 'a', arn: unknown })).toEqual({ name: 'a' });
  });
});
