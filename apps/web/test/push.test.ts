import { pageOf, readPush } from '../src/push/notification.ts';

describe('a push', () => {
  it('leads an operator to the console, and a customer to their conversation', () => {
    const queued = readPush({ type: 'queued', threadId: 't1', name: 'Ann', text: 'Hello' });
    expect(queued).toEqual({ type: 'queued', threadId: 't1', name: 'Ann', text: 'Hello' });
    expect(queued && pageOf(queued)).toBe('/console/');
    const unseen = readPush({ type: 'unseen', threadId: 'ann.2&x' });
    expect(unseen && pageOf(unseen)).toBe('/?thread=ann.2%26x');
  });

  it.each([undefined, null, 'text', {}, { type: 'other', threadId: 't' }, { type: 'queued', threadId: 1 }])(
    'of a kind that is not known is nothing to show: %j',
    (data) => {
      expect(readPush(data)).toBeUndefined();
    },
  );
});
