import { queryMessages, readThread } from '@switchboard/chat-core';
import { clientFrameSchemas, limits, parseServerFrame } from '@switchboard/protocol';
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
  [
    'no action',
    { text: 'hello' },
    400,
    'frame.unknownAction',
    '"action" must be one that the protocol names',
  ],
  [
    'an unknown action',
    { action: 'message.sned' },
    400,
    'frame.unknownAction',
    '"action" must be one that the protocol names',
  ],
  [
    'an inherited action',
    { action: 'constructor' },
    400,
    'frame.unknownAction',
    '"action" must be one that the protocol names',
  ],
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

/** So many levels of objects. */
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

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

  it.each<[string, string, string, object]>([
    ['half an emoji in its text', 'text', 'well-formed Unicode', { text: 'hi \ud83d' }],
    ['half an emoji in its thread’s id', 'threadId', 'well-formed Unicode', { threadId: 't\ude00' }],
    ['half an emoji in its clientMessageId', 'clientMessageId', 'well-formed', { clientMessageId: '\ud83d' }],
    [
      'half an emoji in metadata',
      'metadata',
      'metadata.a must be well-formed',
      { metadata: { a: '\ud83d' } },
    ],
    ['half an emoji as a field of metadata', 'metadata', 'well-formed', { metadata: { '\ud83d': 1 } }],
    ['metadata of 33 levels', 'metadata', 'too many levels', { metadata: nested(33) }],
    ['metadata of 17 levels', 'metadata', 'too many levels', { metadata: nested(17) }],
    ['1e300', 'metadata', 'metadata.size must be 0 or a number from', { metadata: { size: 1e300 } }],
    ['1e-300', 'metadata', 'metadata.size must be 0 or a number from', { metadata: { size: 1e-300 } }],
    ['2^53', 'metadata', 'metadata.size must be 0 or a number from', { metadata: { size: 2 ** 53 } }],
    ['an own __proto__', 'metadata', 'a field named __proto__', { metadata: JSON.parse('{"__proto__":1}') }],
    ['constructor', 'metadata', 'a field named constructor', { metadata: { constructor: 1 } }],
    ['toString', 'metadata', 'a field named toString', { metadata: { a: [{ toString: 1 }] } }],
    ['a nameless field', 'metadata', 'a field whose name is empty', { metadata: { '': 1 } }],
    ['201 CJK characters as id', 'threadId', 'at most 256 bytes', { threadId: '語'.repeat(201) }],
    ['the id __proto__', 'threadId', 'a name that every JavaScript object has', { threadId: '__proto__' }],
    ['a control character in its id', 'threadId', 'control characters', { threadId: 'a\u0000' }],
    ['U+FFFE in its id, which SNS refuses', 'threadId', 'control characters', { threadId: 'a\ufffe' }],
    ['9 KB of metadata', 'metadata', 'at most 8192 bytes', { metadata: { large: 'x'.repeat(9_000) } }],
  ])(
    'that was answered "Internal server error" is refused by name: %s',
    async (_, field, sentence, fields) => {
      const world = await createWorld();
      const anna = await createGateway(world).join('anna', 'anna-1');
      expect(await anna.send(send({ clientMessageId: 'c1', ...fields }))).toEqual({
        statusCode: 400,
        body: {
          event: 'error',
          code: 'frame.invalidField',
          field,
          message: expect.stringContaining(sentence),
          requestId: 'r-message',
          action: 'message.send',
          ...(field === 'threadId' ? {} : { threadId: 't1' }),
          clientMessageId: field === 'clientMessageId' ? '\ufffd' : 'c1',
        },
      });
      expect(world.topic.published).toEqual([]);
    },
  );

  it('of more than 32 KB, which API Gateway lets no client send, is refused by its size', async () => {
    const anna = await createGateway(await createWorld()).join('anna', 'anna-1');
    const large = send({
      text: '語'.repeat(10_000),
      metadata: { a: '語'.repeat(1_000) },
      clientMessageId: 'c1',
    });
    expect(await anna.send(large)).toMatchObject({
      statusCode: 413,
      body: {
        code: 'frame.tooLarge',
        clientMessageId: 'c1',
        message: expect.stringContaining('32768 bytes'),
      },
    });
  });

  it('whatever it is, is answered with one frame of the protocol', async () => {
    const anna = await createGateway(await createWorld()).join('anna', 'anna-1');
    const action = fc.constantFrom(...Object.keys(clientFrameSchemas), 'x');
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
        'to',
        'list',
        'status',
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
