import { ItemsBusyError, ThreadBusyError } from '@switchboard/chat-core';
import { BatchIncompleteError } from '@switchboard/data-core';
import { refusalOfFailure } from './refusal-of-failure.ts';

const named = (name: string) => Object.assign(new Error('Rate exceeded'), { name });

describe('a failure', () => {
  it.each([
    ['a contended thread', new ThreadBusyError('t1', 40)],
    ['contended items', new ItemsBusyError(8)],
    ['keys that a batch left unread', new BatchIncompleteError('threads', [{ threadId: 't1' }])],
    ['a throttled table', named('ThrottlingException')],
    ['a table beyond its throughput', named('ProvisionedThroughputExceededException')],
    ['a throttled topic', named('ThrottledException')],
  ])('that a retry heals asks for one: %s', (_, error) => {
    expect(refusalOfFailure(error)).toMatchObject({
      refused: 'service.busy',
      message: expect.stringContaining('send the same frame again'),
    });
  });

  it.each([
    ['a fault of ours', new TypeError('undefined is not a function')],
    ['a function without the permission', named('AccessDeniedException')],
    ['what is no error', 'a string'],
  ])('of any other kind is found in the logs by its requestId: %s', (_, error) => {
    expect(refusalOfFailure(error)).toMatchObject({
      refused: 'service.internal',
      message: expect.stringContaining('requestId'),
    });
  });
});
