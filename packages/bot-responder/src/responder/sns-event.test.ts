import { noticesOf } from './sns-event.ts';

const published = (threadId: string, sender?: string, timestamp?: number) => ({
  Sns: {
    Message: JSON.stringify({
      message: { threadId, sender, timestamp, text: 'hello' },
      connection: {},
      requestMetadata: {},
    }),
  },
});

describe('an event of the topic', () => {
  it('names each thread once, who wrote in it, and when', () => {
    const Records = [published('a', 'anna', 7), published('b'), published('a', 'anna', 7)];
    expect(noticesOf({ Records })).toEqual([
      { threadId: 'a', customerId: 'anna', writtenAt: 7 },
      { threadId: 'b', customerId: undefined, writtenAt: 0 },
    ]);
  });

  it.each([
    ['nothing', undefined],
    ['no records', {}],
    ['records that are no list', { Records: { Sns: { Message: '{}' } } }],
    ['a record of another service', { Records: [published('a'), { s3: {} }] }],
    ['a message that is no text', { Records: [{ Sns: { Message: 7 } }] }],
    ['an empty list of records', { Records: [] }],
    ['what is not JSON', { Records: [{ Sns: { Message: 'hello' } }] }],
    ['a message without a thread', { Records: [{ Sns: { Message: '{"message":{}}' } }] }],
    ['an empty thread id', { Records: [published('')] }],
    ['an empty sender', { Records: [published('a', '')] }],
    ['a thread id that is no text', { Records: [{ Sns: { Message: '{"message":{"threadId":7}}' } }] }],
  ])('fails with %s, so that it ends in the dead-letter queue', (_, event) => {
    const unreadable = {
      name: 'UnreadableEventError',
      code: 'event.unreadable',
      message: expect.stringMatching(/^The .+\.$/),
    };
    expect(() => noticesOf(event)).toThrow(expect.objectContaining(unreadable));
  });

  it('says what is wrong with an event that is not from SNS', () => {
    const cause = [expect.objectContaining({ message: expect.stringContaining('Records') })];
    expect(() => noticesOf({})).toThrow(expect.objectContaining({ cause }));
  });
});
