import { isAtLeast } from './version.ts';

describe('a version', () => {
  it.each([
    ['1.10.0', true],
    ['1.10.1', true],
    ['1.11', true],
    ['2.0.0', true],
    ['1.10.0-beta1', true],
    ['1.9.9', false],
    ['0.14.0', false],
    ['1.5.7', false],
  ])('%s is at least 1.10.0: %s', (version, expected) => {
    expect(isAtLeast(version, '1.10.0')).toBe(expected);
  });
});
