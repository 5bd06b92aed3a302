import { mayOpen } from './thread-ids.ts';

describe('a customer', () => {
  it.each<[string, boolean]>([
    ['ann', true],
    ['ann.', true],
    ['ann.order-7', true],
    ['anna', false],
    ['anna.order-7', false],
    ['bob', false],
    ['bob.ann.', false],
    ['', false],
  ])('opens a thread of the id %j where only own ids may be opened: %j', (threadId, isOwn) => {
    expect(mayOpen('own', 'ann', threadId)).toBe(isOwn);
  });

  it('opens a thread of any id where any may be opened', () => {
    expect(mayOpen('any', 'ann', 'bob.order-7')).toBe(true);
  });
});
