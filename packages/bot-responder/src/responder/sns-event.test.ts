import { noticesOf } from './sns-event.ts';

const published = (threadId: string, sender?: string) => ({
  Sns: {
    Message: JSON.stringify({
      message: { threadId, sender, text: 'hello' },
      connection: {},
      requestMetadata: {},
    }),
  },
});

describe('an event of the topic', () => {
  it('names each thread once, and who wrote in it', () => {
    const Records = [published('a', 'anna'), published('b'), published('a', 'anna')];
    expect(noticesOf({ Records })).toEqual([
      { threadId: 'a', customerId: 'anna' },
      { threadId: 'b', customerId: undefined },
    ]);
  });

  it.each([
    ['no records', {}],
    ['an empty list of records', { Records: [] }],
    ['what is not JSON', { Records: [{ Sns: { Message: 'hello' } }] }],
    ['a message without a thread', { Records: [{ Sns: { Message: '{"message":{}}' } }] }],
    ['an empty thread id', { Records: [published('')] }],
  ])('fails with %s, so that it ends in the dead-letter queue', (_, event) => {
    expect(() => noticesOf(event)).toThrow(expect.objectContaining({ code: 'event.unreadable' }));
  });
});
