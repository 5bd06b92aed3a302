import { queryMessages, readThread } from '@switchboard/chat-core';
import { limits, parseServerFrame } from '@switchboard/protocol';
import fc from 'fast-check';
import { createGateway } from './people.ts';
import { createWorld } from './world.ts';

const send = (fields: object) => ({ action: 'message.send', threadId: 't1', text: 'hello', ...fields });

const wrongFrames: readonly [string, unknown, number, string, string][] = [
  ['nothing at all', undefined, 400, 'frame.notJson', 'Missing message body'],
  ['an empty frame', '', 400, 'frame.notJson', 'Missing message body'],
  ['what is not JSON', '{"action":', 400, 'frame.notJson', 'A frame must be a JSON object with an "action".'],
  ['a JSON string', '"hello"', 400, 'frame.notJson', 'A frame must be a JSON object with an "action".'],
  ['an array', [send({})], 400, 'frame.notJson', 'A frame must be a JSON object with an "action".'],
  ['no action', { text: 'hello' }, 400, 'frame.unknownAction', '"action" must be one of message.send, '],
  [
    'an unknown action',
    { action: 'message.sned' },
    400,
    'frame.unknownAction',
    '"action" must be one of message.send, ',
  ],
  ['an inherited action', { action: 'constructor' }, 400, 'frame.unknownAction', '"action" must be one of'],
  [
    'no fields',
    { action: 'message.send' },
    400,
    'frame.missingField',
    'Missing required fields: threadId, text',
  ],
  ['a text that is empty', send({ text: '' }), 400, 'frame.invalidField', 'text must not be empty'],
  ['a text of spaces', send({ text: ' \n ' }), 400, 'frame.invalidField', 'text must not be empty'],
  ['a text that is a number', send({ text: 7 }), 400, 'frame.invalidField', 'text must be a string'],
  ['a text that is null', send({ text: null }), 400, 'frame.invalidField', 'text must be a string'],
  [
    'a text that is too large',
    send({ text: 'x'.repeat(limits.textLength + 1) }),
    400,
    'frame.invalidField',
    `text must have at most ${limits.textLength} characters`,
  ],
  [
    'a threadId that is empty',
    send({ threadId: '' }),
    400,
    'frame.invalidField',
    'threadId must not be empty',
  ],
  [
    'a threadId that is an object',
    send({ threadId: {} }),
    400,
    'frame.invalidField',
    'threadId must be a string',
  ],
  [
    'metadata that is a list',
    send({ metadata: [] }),
    400,
    'frame.invalidField',
    'metadata must be an object',
  ],
  [
    'a history without a thread',
    { action: 'history.get' },
    400,
    'frame.missingField',
    'Missing required fields: threadId',
  ],
  [
    'a page of a million',
    { action: 'history.get', threadId: 't1', limit: 1e6 },
    400,
    'frame.invalidField',
    'limit must be at most 100',
  ],
  [
    'a resume from no time',
    { action: 'thread.resume', threadId: 't1' },
    400,
    'frame.missingField',
    'Missing required fields: after',
  ],
  [
    'a reader of message 1.5',
    { action: 'read', threadId: 't1', seq: 1.5 },
    400,
    'frame.invalidField',
    'seq must be a whole number',
  ],
  [
    'a reader where nothing is',
    { action: 'read', threadId: 't1', seq: 1 },
    404,
    'thread.notFound',
    'There is no such thread',
  ],
  [
    'a claim by a customer',
    { action: 'thread.claim', threadId: 't1' },
    403,
    'action.forbidden',
    'Only operators',
  ],
  [
    'a release by a customer',
    { action: 'thread.release', threadId: 't1' },
    403,
    'action.forbidden',
    'Only operators',
  ],
];

describe('wrong input', () => {
  it.each(wrongFrames)(
    '%s gets an error frame that says what would be right; nothing is stored and the connection lives on',
    async (_, frame, statusCode, code, sentence) => {
      const world = await createWorld();
      const anna = await createGateway(world).join('anna', 'anna-1');
      expect(await anna.send(frame)).toEqual({
        statusCode,
        body: expect.objectContaining({
          event: 'error',
          code,
          message: expect.stringContaining(sentence),
          requestId: 'r-message',
        }),
      });
      expect(await readThread(world.context, 't1')).toBeNull();
      expect(await queryMessages(world.context, { threadId: 't1' })).toMatchObject({ messages: [] });
      expect(world.topic.published).toEqual([]);
      expect((await anna.send({ action: 'ping' })).body).toEqual({ event: 'pong' });
    },
  );

  it('whatever it is, is answered with one frame of the protocol', async () => {
    const anna = await createGateway(await createWorld()).join('anna', 'anna-1');
    const action = fc.constantFrom(
      'message.send',
      'history.get',
      'thread.resume',
      'typing',
      'read',
      'thread.claim',
      'x',
    );
    const fields = fc.dictionary(
      fc.constantFrom(
        'threadId',
        'text',
        'metadata',
        'clientMessageId',
        'cursor',
        'after',
        'limit',
        'seq',
        'sender',
      ),
      fc.oneof(fc.constantFrom('t1', 1, 0), fc.jsonValue()),
    );
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(action, fields).map(([name, rest]) => JSON.stringify({ ...rest, action: name })),
    );
    await fc.assert(
      fc.asyncProperty(frame, async (text) => {
        const { statusCode, body } = await anna.send(text);
        const answer = parseServerFrame(JSON.stringify(body));
        expect(answer).toBeDefined();
        expect(statusCode >= 400).toBe(answer?.event === 'error');
      }),
      { numRuns: 300 },
    );
  });

  it('is answered with the action and the clientMessageId that it came with', async () => {
    const anna = await createGateway(await createWorld()).join('anna', 'anna-1');
    expect((await anna.send(send({ text: '', clientMessageId: 'c9' }))).body).toMatchObject({
      action: 'message.send',
      clientMessageId: 'c9',
    });
  });

  it('never reaches the log as text', async () => {
    const world = await createWorld();
    const anna = await createGateway(world).join('anna', 'anna-1');
    await anna.send(send({ text: 'my secret' }));
    await anna.send(send({ text: 'my secret', metadata: 'my secret' }));
    expect(world.lines.length).toBeGreaterThan(2);
    expect(world.lines.join()).not.toContain('my secret');
  });

  it('of an event that API Gateway does not send is thrown, for the function was wired wrongly', async () => {
    const gateway = createGateway(await createWorld());
    await expect(gateway.messageSend({ body: '{}' })).rejects.toThrow('requestContext');
  });
});
