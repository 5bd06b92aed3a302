import fc from 'fast-check';
import { decodePosition, encodePosition, type IndexPosition, startOf } from './index-cursor.ts';

const position: fc.Arbitrary<IndexPosition> = fc.option(fc.tuple(fc.nat(), fc.string()));

const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor of a list', () => {
  it('is read as what was written, whatever that is', () => {
    fc.assert(
      fc.property(fc.array(position, { maxLength: 9 }), (positions) => {
        expect(decodePosition(encodePosition(positions), positions.length)).toEqual(positions);
      }),
    );
  });

  it('has a character that needs no escape in an address', () => {
    expect(encodePosition([[255, '???>>>ÿÿÿ']])).toMatch(/^[\w-]+$/);
  });

  it('begins at the beginning of each partition', () => {
    expect(startOf(3)).toEqual([null, null, null]);
  });

  it.each<[string, string]>([
    ['is no cursor', 'no cursor'],
    ['is empty', ''],
    ['is of fewer partitions', cursorOf([null])],
    ['is of more partitions', cursorOf([null, null, null])],
    ['has a text for a number', cursorOf([['1', 't1'], null])],
    ['has a number for a text', cursorOf([[1, 1], null])],
    ['has too little', cursorOf([[1], null])],
    ['has too much', cursorOf([[1, 't1', 2], null])],
    ['is no list', cursorOf({ length: 2 })],
  ])('is refused if it %s', (_, cursor) => {
    expect(decodePosition(cursor, 2)).toBeUndefined();
  });
});
