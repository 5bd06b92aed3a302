import { threadIdsOf } from './sns-event.ts';

const published = (threadId: string) => ({
  Sns: {
    Message: JSON.stringify({ message: { threadId, text: 'hello' }, connection: {}, requestMetadata: {} }),
  },
});

describe('an event of the topic', () => {
  it('names each thread once', () => {
    expect(threadIdsOf({ Records: [published('a'), published('b'), published('a')] })).toEqual(['a', 'b']);
  });

  it.each([
    ['no records', {}],
    ['an empty list of records', { Records: [] }],
    ['what is not JSON', { Records: [{ Sns: { Message: 'hello' } }] }],
    ['a message without a thread', { Records: [{ Sns: { Message: '{"message":{}}' } }] }],
    ['an empty thread id', { Records: [published('')] }],
  ])('fails with %s, so that it ends in the dead-letter queue', (_, event) => {
    expect(() => threadIdsOf(event)).toThrow(expect.objectContaining({ code: 'event.unreadable' }));
  });
});
