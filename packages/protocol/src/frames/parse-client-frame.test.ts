import fc from 'fast-check';
import { utf8Bytes } from '../json.ts';
import { limits } from '../limits.ts';
import { type ClientAction, clientFrameSchemas } from './client-frames.ts';
import { parseClientFrame } from './parse-client-frame.ts';

const parse = (frame: unknown) => parseClientFrame(JSON.stringify(frame));

const refusalOf = (frame: unknown) => {
  const parsed = parse(frame);
  return parsed.ok ? undefined : parsed.refusal;
};

const send = { action: 'message.send', threadId: 't1', text: 'hello' };

describe('a frame of a client', () => {
  it('is understood with what it must hold, and with what it may hold', () => {
    expect(parse(send)).toEqual({ ok: true, frame: send });
    const full = { ...send, sender: 'ann', metadata: { a: [1] }, clientMessageId: 'c1' };
    expect(parse(full)).toEqual({ ok: true, frame: full });
  });

  it.each<[ClientAction, object]>([
    ['history.get', { threadId: 't1' }],
    ['history.get', { threadId: 't1', direction: 'forward', cursor: 'x', limit: 100 }],
    ['thread.resume', { threadId: 't1', after: 0 }],
    ['typing', { threadId: 't1' }],
    ['typing', { threadId: 't1', isTyping: false }],
    ['read', { threadId: 't1', seq: 1 }],
    ['ping', {}],
    ['thread.claim', { threadId: 't1' }],
    ['thread.release', { threadId: 't1' }],
    ['thread.transfer', { threadId: 't1', to: 'paul' }],
    ['inbox.get', { list: 'mine', limit: 50, cursor: 'x' }],
    ['note.add', { threadId: 't1', text: 'n', clientMessageId: 'n1' }],
  ])('%s is understood with %j', (action, fields) => {
    expect(parse({ action, ...fields })).toEqual({ ok: true, frame: { action, ...fields } });
  });

  it.each<[string, object, string]>([
    [
      'profile.set',
      { picture: 'http://a.b/c.png' },
      'picture must be an address of at most 1024 characters that',
    ],
    [
      'profile.set',
      { picture: `https://a.b/${'c'.repeat(1_024)}` },
      'picture must be an address of at most 1024',
    ],
    ['profile.set', { picture: 7 }, 'picture must be an address of at most 1024 characters that'],
    ['thread.transfer', { threadId: 't1', to: '' }, 'to must not be empty'],
  ])('is told in words what is wrong: %s', (action, fields, message) => {
    expect(refusalOf({ action, ...fields })).toMatchObject({
      message: expect.stringMatching(new RegExp(`^${message}`)),
      field: message.split(' ')[0],
    });
  });

  it('loses what the protocol does not know', () => {
    expect(parse({ ...send, role: 'operator' })).toEqual({ ok: true, frame: send });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['half a frame', '{"action":"ping"'],
    ['a string', '"ping"'],
    ['a list', '[{"action":"ping"}]'],
    ['null', 'null'],
  ])('that is %s is refused as not JSON', (_, body) => {
    const parsed = parseClientFrame(body);
    expect(parsed).toMatchObject({ ok: false, refusal: { code: 'frame.notJson' } });
  });

  it.each([[undefined], ['nope'], [7], ['toString'], ['__proto__']])(
    'with the action %p is refused by name',
    (action) => {
      const refusal = refusalOf({ ...send, action });
      expect(refusal?.code).toBe('frame.unknownAction');
      expect(refusal?.message).toContain('one that the protocol names');
    },
  );

  it('is told every field that it lacks', () => {
    expect(refusalOf({ action: 'message.send' })).toMatchObject({
      code: 'frame.missingField',
      message: 'Missing required fields: threadId, text',
      missing: ['threadId', 'text'],
    });
  });

  it.each<[string, object, string]>([
    ['text that is a number', { text: 7 }, 'text must be a string'],
    ['text that is null', { text: null }, 'text must be a string'],
    ['empty text', { text: '' }, 'text must not be empty'],
    ['blank text', { text: ' \n\t' }, 'text must not be empty'],
    ['long text', { text: 'x'.repeat(limits.textLength + 1) }, 'text must have at most 10000 characters'],
    ['a threadId that is a list', { threadId: ['t1'] }, 'threadId must be a string'],
    ['an empty threadId', { threadId: '' }, 'threadId must not be empty'],
    ['a threadId of two lines', { threadId: 'a\nb' }, 'threadId must not contain control characters'],
    ['a long threadId', { threadId: 'x'.repeat(257) }, 'threadId must have at most 256 bytes as UTF-8'],
    [
      '86 CJK characters as threadId',
      { threadId: '漢'.repeat(86) },
      'threadId must have at most 256 bytes as UTF-8',
    ],
    ['half an emoji in its text', { text: 'hi \ud83d' }, 'text must be well-formed Unicode'],
    ['half an emoji in its threadId', { threadId: 't\udc00' }, 'threadId must be well-formed Unicode'],
    ['a threadId named __proto__', { threadId: '__proto__' }, 'threadId must not be a name that every'],
    [
      'a clientMessageId named constructor',
      { clientMessageId: 'constructor' },
      'clientMessageId must not be a name',
    ],
    ['a threadId with U+FFFE', { threadId: 'a\ufffe' }, 'threadId must not contain control characters'],
    ['metadata of 1e300', { metadata: { a: { b: [1e300] } } }, 'metadata.a.b[0] must be 0 or a number from'],
    ['metadata of 1e-300', { metadata: { a: 1e-300 } }, 'metadata.a must be 0 or a number from'],
    ['metadata of 2^53', { metadata: { a: 2 ** 53 } }, 'metadata.a must be 0 or a number from'],
    ['metadata with half an emoji', { metadata: { a: '\ud83d' } }, 'metadata.a must be well-formed Unicode'],
    [
      'metadata with a field toString',
      { metadata: { a: { toString: 1 } } },
      'metadata.a must not have a field named toString',
    ],
    [
      'metadata with a field constructor',
      { metadata: { constructor: 1 } },
      'metadata must not have a field named constructor',
    ],
    [
      'metadata with an empty name',
      { metadata: { '': 1 } },
      'metadata must not have a field whose name is empty',
    ],
    ['metadata of 17 levels', { metadata: nested(17) }, 'metadata has too many levels'],
    ['metadata that is a list', { metadata: [] }, 'metadata must be an object'],
    [
      'much metadata',
      { metadata: { x: 'x'.repeat(8_192) } },
      'metadata must have at most 8192 bytes as JSON',
    ],
    [
      'an attachment that is a text',
      { attachments: ['a'] },
      'attachments must be objects with an attachmentId',
    ],
    [
      'a file twice',
      { attachments: [{ attachmentId: 'a' }, { attachmentId: 'b' }, { attachmentId: 'a' }] },
      'attachments must name each file once',
    ],
    ['a clientMessageId that is a number', { clientMessageId: 1 }, 'clientMessageId must be a string'],
  ])('with %s is told what would be right', (_, fields, message) => {
    expect(refusalOf({ ...send, ...fields })).toMatchObject({
      code: 'frame.invalidField',
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, object]>([
    ['a limit of 0', { action: 'history.get', threadId: 't1', limit: 0 }],
    ['a limit of 101', { action: 'history.get', threadId: 't1', limit: 101 }],
    ['a direction of its own', { action: 'history.get', threadId: 't1', direction: 'up' }],
    ['an after of a string', { action: 'thread.resume', threadId: 't1', after: '0' }],
    ['a negative after', { action: 'thread.resume', threadId: 't1', after: -1 }],
    ['a seq of a half', { action: 'read', threadId: 't1', seq: 0.5 }],
    ['isTyping of a string', { action: 'typing', threadId: 't1', isTyping: 'yes' }],
  ])('with %s is refused', (_, frame) => {
    expect(refusalOf(frame)?.code).toBe('frame.invalidField');
  });

  it('finds its action and clientMessageId in the refusal, cut to a bearable length', () => {
    expect(refusalOf({ action: 'message.send', clientMessageId: 'c1' })).toMatchObject({
      action: 'message.send',
      clientMessageId: 'c1',
    });
    expect(refusalOf({ action: 'x'.repeat(1_000) })?.action).toHaveLength(64);
  });

  it('never makes the parser throw, and what is understood is understood again', () => {
    const actions = Object.keys(clientFrameSchemas);
    const fields = fc.record(
      {
        action: fc.oneof(fc.constantFrom(...actions), fc.string()),
        threadId: fc.oneof(fc.string({ minLength: 1 }), fc.anything()),
        text: fc.oneof(fc.string({ minLength: 1 }), fc.anything()),
        after: fc.oneof(fc.nat(), fc.anything()),
        seq: fc.oneof(fc.nat(), fc.anything()),
        metadata: fc.oneof(fc.object(), fc.anything()),
        clientMessageId: fc.oneof(fc.string(), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fields.map((frame) => JSON.stringify(frame, bigintAsText)),
    );
    fc.assert(
      fc.property(body, (text) => {
        const parsed = parseClientFrame(text);
        if (!parsed.ok) return parsed.refusal.message.length > 0;
        expect(parse(parsed.frame)).toEqual(parsed);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('the size of a frame', () => {
  const cjk = {
    ...send,
    clientMessageId: 'c1',
    text: '漢'.repeat(10_000),
    metadata: { x: 'x'.repeat(4_000) },
  };

  it('is counted in bytes: 10 000 CJK characters with 4 KB of metadata are refused before API Gateway closes the connection', () => {
    expect(refusalOf(cjk)).toMatchObject({
      code: 'frame.tooLarge',
      action: 'message.send',
      clientMessageId: 'c1',
      message: expect.stringContaining('at most 32768 bytes'),
    });
  });

  it('counts what JSON makes of control characters', () => {
    expect(refusalOf({ ...send, text: '\u0001'.repeat(6_000) })?.code).toBe('frame.tooLarge');
  });

  it('admits a frame of exactly the limit', () => {
    const padding = 32_768 - Buffer.byteLength(JSON.stringify({ ...send, extra: '' }));
    expect(parse({ ...send, extra: 'x'.repeat(padding) }).ok).toBe(true);
    expect(refusalOf({ ...send, extra: 'x'.repeat(padding + 1) })?.code).toBe('frame.tooLarge');
  });

  it('is counted as Buffer counts it, whatever the characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => utf8Bytes(text) === Buffer.byteLength(text)),
      { numRuns: 1_000 },
    );
  });
});

it('repeats a clientMessageId that was cut in the middle of an emoji as well-formed text', () => {
  const clientMessageId = `${'x'.repeat(127)}😀`;
  expect(refusalOf({ action: 'message.send', clientMessageId })?.clientMessageId?.isWellFormed()).toBe(true);
});

it('names a field called __proto__, which JSON can hold though a literal cannot', () => {
  const body = '{"action":"message.send","threadId":"t","text":"x","metadata":{"__proto__":{"a":1}}}';
  expect(parseClientFrame(body)).toMatchObject({
    ok: false,
    refusal: {
      code: 'frame.invalidField',
      field: 'metadata',
      message: expect.stringContaining('named __proto__'),
    },
  });
});

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

const bigintAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
