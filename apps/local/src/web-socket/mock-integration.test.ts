import type { MockIntegration } from '../deployment/integrations.ts';
import { answerMock } from './mock-integration.ts';

const templates = (selection: string, byKey: Record<string, string>) => ({ selection, byKey });

const mock = (overrides: Partial<MockIntegration> = {}): MockIntegration => ({
  type: 'mock',
  request: templates('200', { 200: '{"statusCode":200}' }),
  responses: [
    {
      key: '$default',
      templates: templates('200', { 200: '{"event":"pong","at":$context.requestTimeEpoch}' }),
    },
  ],
  ...overrides,
});

const context = { requestTimeEpoch: 5, identity: { sourceIp: '127.0.0.1' } };

describe('a mock integration', () => {
  it('answers by its template, with variables of the request', () => {
    expect(answerMock(mock(), '{}', context)).toEqual({
      statusCode: 200,
      headers: {},
      body: '{"event":"pong","at":5}',
    });
  });

  it('chooses its templates by a field of the message, and the answer by the status', () => {
    const integration = mock({
      request: templates('$request.body.kind', { bad: '{"statusCode":400}', $default: '{"statusCode":200}' }),
      responses: [
        {
          key: '/4\\d\\d/',
          templates: templates('\\$default', { $default: 'no, $context.identity.sourceIp' }),
        },
        { key: '$default', templates: templates('$default', { $default: 'yes' }) },
      ],
    });
    expect(answerMock(integration, '{"kind":"bad"}', context)?.body).toBe('no, 127.0.0.1');
    expect(answerMock(integration, '{"kind":"good"}', context)?.body).toBe('yes');
  });

  it.each([
    ['has no template for the request', templates('none', {})],
    ['renders no status', templates('$default', { $default: '{}' })],
    ['renders no JSON', templates('$default', { $default: 'statusCode 200' })],
  ])('is an internal error where it %s', (_what, request) => {
    expect(answerMock(mock({ request }), '{}', context)).toBeUndefined();
  });
});
