import { readLockArguments } from './state-arguments.ts';

describe('the arguments by which wingbot takes a state', () => {
  const state = { step: 1 };

  it.each<[string, readonly unknown[], unknown]>([
    ['the sender alone', [], { sender: { senderId: 'anna' }, defaultState: {}, timeoutMs: 300 }],
    ['a state', [state], { sender: { senderId: 'anna' }, defaultState: state, timeoutMs: 300 }],
    ['a state and a time', [state, 50], { sender: { senderId: 'anna' }, defaultState: state, timeoutMs: 50 }],
    [
      'no state and a time',
      [undefined, 50],
      { sender: { senderId: 'anna' }, defaultState: {}, timeoutMs: 50 },
    ],
    ['a page', ['page'], { sender: { senderId: 'anna', pageId: 'page' }, defaultState: {}, timeoutMs: 300 }],
    [
      'a page and a state',
      ['page', state],
      { sender: { senderId: 'anna', pageId: 'page' }, defaultState: state, timeoutMs: 300 },
    ],
    [
      'a page, a state and a time',
      ['page', state, 50],
      { sender: { senderId: 'anna', pageId: 'page' }, defaultState: state, timeoutMs: 50 },
    ],
    [
      'no page, a state and a time',
      [undefined, state, 50],
      { sender: { senderId: 'anna' }, defaultState: state, timeoutMs: 50 },
    ],
    [
      'no page and a state',
      [null, state],
      { sender: { senderId: 'anna' }, defaultState: state, timeoutMs: 300 },
    ],
    ['no page', [null], { sender: { senderId: 'anna' }, defaultState: {}, timeoutMs: 300 }],
  ])('may be %s', (_, rest, expected) => {
    expect(readLockArguments('anna', rest)).toEqual(expected);
  });

  it.each<[readonly unknown[], string]>([
    [[null, 50], 'defaultState must be an object, not null.'],
    [['page', null], 'defaultState must be an object, not null.'],
    [['page', 5], 'defaultState must be an object, not 5.'],
    [[5], 'defaultState must be an object, not 5.'],
    [[{}, 0], 'timeoutMs must be a whole number of at least 1, not 0.'],
    [[{}, null], 'timeoutMs must be'],
  ])('are named where they are wrong: %j', (rest, message) => {
    expect(() => readLockArguments('anna', rest)).toThrow(message);
  });
});
