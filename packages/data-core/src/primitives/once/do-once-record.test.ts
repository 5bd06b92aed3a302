import { readRecord } from './do-once-record.ts';

describe('what the table says of an action', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['is that it has not begun', {}, { state: 'none' }],
    ['is until when it runs', { lockedUntil: 5 }, { state: 'running', untilMs: 5 }],
    ['is nothing where it is damaged', { data: 5, lockedUntil: 'soon' }, { state: 'none' }],
    [
      'is what it returned, and when',
      { data: '5', result: '{"a":1}' },
      { state: 'done', at: 5, result: { a: 1 } },
    ],
    [
      'is that it is done, though a lease is left over',
      { data: '5', lockedUntil: 9 },
      { state: 'done', at: 5 },
    ],
    [
      'is why its result could not be stored',
      { data: '5', notStored: 'too large' },
      { state: 'done', at: 5, notStored: 'too large' },
    ],
    ['is only that it is done, by the original where it knew no time', { data: '"now"' }, { state: 'done' }],
    [
      'is only that it is done where the rest is damaged',
      { data: '5', result: 7, notStored: 7 },
      { state: 'done', at: 5 },
    ],
  ])('%s', (_, item, expected) => {
    expect(readRecord(item)).toEqual(expected);
  });
});
