import { APICallError } from 'ai';
import { toModelError } from './model-error.ts';

const call = (options: { readonly cause: unknown; readonly statusCode?: number }) =>
  new APICallError({
    message: 'Cannot connect to API: what the customer wrote',
    url: 'http://127.0.0.1:11434/v1/chat/completions',
    requestBodyValues: { messages: ['what the customer wrote'] },
    ...options,
  });

describe('the error of a model that does not answer', () => {
  it('has the reason as its cause: the address at which nothing listens', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:11434'), {
      code: 'ECONNREFUSED',
    });
    expect(toModelError(call({ cause: refused }), 'llama3.2', false)).toMatchObject({
      message: 'The model llama3.2 does not answer.',
      code: 'model.unavailable',
      cause: refused,
    });
  });

  it('has what fetch throws as its cause, too', () => {
    const failed = new TypeError('fetch failed');
    expect(toModelError(call({ cause: failed }), 'llama3.2', false).cause).toBe(failed);
  });

  it.each<[string, unknown]>([
    ['an error without a code of the network', new Error('what the customer wrote')],
    [
      'an error with a code of a provider',
      Object.assign(new Error('what they wrote'), { code: 'invalid_prompt' }),
    ],
    ['a text', 'what the customer wrote'],
  ])('keeps nothing that may hold what people wrote: %s', (_what, cause) => {
    expect(toModelError(call({ cause }), 'llama3.2', false).cause).toBeUndefined();
  });
});
