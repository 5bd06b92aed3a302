import { limits, parseClientFrame } from '@switchboard/protocol';
import fc from 'fast-check';

/** A frame that writes a message, before anyone has looked at it. */
export type SendFrame = { readonly action: 'message.send' } & Readonly<Record<string, unknown>>;

/** Text of every plane of Unicode, control characters and characters of several code points included. */
const anyText = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength }),
    fc.constantFrom(
      '\u0001',
      'a\u0000b',
      '\ufeffhello',
      '\ufffe\uffff',
      '\u2028\u2029',
      'e\u0301',
      '\u{10ffff}',
      '👩‍👩‍👧‍👦',
      '{"a":1}',
      '</script>',
      '{text}',
    ),
  );

/** Up to the longest text that there is. */
const text = fc.oneof(
  { weight: 12, arbitrary: anyText(40) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyText(4), fc.integer({ min: 1, max: limits.textLength }))
      .map(([unit, length]) => unit.repeat(Math.floor(length / unit.length))),
  },
  { weight: 1, arbitrary: fc.constantFrom('x', '語', '"').map((unit) => unit.repeat(limits.textLength)) },
);

/** Whether an id can hold a character: no control characters, and none of two that SNS refuses. */
const isFit = (character: string): boolean =>
  character >= ' ' && !['\u007f', '\ufffe', '\uffff'].includes(character);

const cutBytes = (id: string, bytes: number): string => {
  let cut = '';
  for (const character of id) {
    if (Buffer.byteLength(cut + character) > bytes) break;
    cut += character;
  }
  return cut;
};

const id = (bytes: number) =>
  fc.oneof(
    anyText(20).map((value) => cutBytes([...value].filter(isFit).join('') || 'id', bytes)),
    fc
      .constantFrom('x', '語', '😀', '"', '\\', ' ', '.', '/', '%', '#', "'", '&')
      .map((unit) => cutBytes(unit.repeat(bytes), bytes)),
    fc.constantFrom('0', '..', 'a b', 'null', 'length', 'a#b', 'a.b', 'über'),
  );

/** Numbers of every size that DynamoDB keeps, the limits themselves among them. */
const number = fc.oneof(
  fc.constantFrom(
    0,
    Number.MAX_SAFE_INTEGER,
    -Number.MAX_SAFE_INTEGER,
    1e-130,
    -1e-130,
    0.1,
    1 / 3,
    123456789.01234567,
  ),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, min: -1e15, max: 1e15 })
    .filter((value) => value === 0 || Math.abs(value) >= 1e-130),
);

const reserved = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype', '']);

const name = fc.oneof(
  anyText(8).filter((value) => !reserved.has(value)),
  fc.constantFrom('expiresAt', 'ttl', 'threadId', 'S', 'N', 'length', 'a.b', ':x', '#x', ' '),
);

const leaf = fc.oneof(anyText(12), number, fc.boolean(), fc.constant(null));

const nested: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** As deep as metadata may be. */
const deepest = fc.tuple(leaf, fc.boolean()).map(([value, inLists]) => {
  let whole: unknown = value;
  for (let level = 1; level < limits.metadataDepth; level += 1) whole = inLists ? [whole] : { d: whole };
  return { deep: whole };
});

const metadata = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(name, nested, { maxKeys: 4 }) },
  { weight: 1, arbitrary: deepest },
  {
    weight: 1,
    arbitrary: fc.constant({ full: 'x'.repeat(limits.metadataBytes - '{"full":""}'.length) }),
  },
);

const frame: fc.Arbitrary<SendFrame> = fc
  .record(
    {
      action: fc.constant('message.send' as const),
      threadId: id(limits.idBytes),
      text,
      metadata,
      clientMessageId: id(limits.clientMessageIdBytes),
    },
    { requiredKeys: ['action', 'threadId', 'text'] },
  )
  .map((value) => ({ ...value }));

/** A frame that the protocol admits, as it comes out of JSON. */
export const admitted: fc.Arbitrary<SendFrame> = frame
  .map((value) => JSON.parse(JSON.stringify(value)))
  .filter((value) => parseClientFrame(JSON.stringify(value)).ok);

/** A fault, and the field that it is in; `undefined` where it is the whole frame. */
type Defect = readonly [field: string | undefined, change: (frame: SendFrame) => Record<string, unknown>];

/** Half of a surrogate pair. JSON carries it, and no other part of the way does. */
const half = fc.constantFrom('\ud83d', '\udc00', 'a\ud800b', '😀\udfff');

const inMetadata = (value: unknown, depth: number): unknown => {
  let whole = value;
  for (let level = 1; level < depth; level += 1) whole = level % 2 === 0 ? [whole] : { d: whole };
  return { bad: whole };
};

const wrongType = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.constant([]), fc.constant({}));

const wrongId = (bytes: number) =>
  fc.oneof(
    half,
    wrongType,
    fc.constant(''),
    fc.constantFrom('x', '語', '😀').map((unit) => unit.repeat(bytes + 1)),
    fc.integer({ min: 0, max: 31 }).map((code) => `a${String.fromCharCode(code)}`),
    fc.constantFrom('\u007f', '\ufffe', '\uffff', ...[...reserved].filter((value) => value !== '')),
  );

const wrongNumber = fc.constantFrom(1e300, -1e300, 1e-131, 1e-300, 5e-324, 2 ** 53, -(2 ** 53), 1e16);

const wrongMetadata: fc.Arbitrary<unknown> = fc.oneof(
  wrongType.filter((value) => Array.isArray(value) || typeof value !== 'object' || value === null),
  fc
    .tuple(fc.oneof(half, wrongNumber), fc.integer({ min: 1, max: limits.metadataDepth }))
    .map(([value, depth]) => inMetadata(value, depth)),
  half.map((badName) => ({ [badName]: 1 })),
  fc.constantFrom(...reserved).map((badName) => JSON.parse(`{${JSON.stringify(badName)}: 1}`)),
  fc.integer({ min: limits.metadataDepth + 1, max: 60 }).map((depth) => inMetadata([], depth)),
  fc.integer({ min: limits.metadataBytes, max: 20_000 }).map((length) => ({ large: 'x'.repeat(length) })),
);

const wrongText = fc.oneof(
  half,
  wrongType,
  fc.constantFrom('', ' ', '\n\t ', '\u3000', '\ufeff'),
  fc
    .integer({ min: limits.textLength + 1, max: limits.textLength + 500 })
    .map((length) => 'x'.repeat(length)),
);

const defect: fc.Arbitrary<Defect> = fc.oneof(
  wrongText.map((text): Defect => ['text', (value) => ({ ...value, text })]),
  wrongId(limits.idBytes).map((threadId): Defect => ['threadId', (value) => ({ ...value, threadId })]),
  wrongId(limits.clientMessageIdBytes).map(
    (clientMessageId): Defect => ['clientMessageId', (value) => ({ ...value, clientMessageId })],
  ),
  wrongMetadata.map((wrong): Defect => ['metadata', (value) => ({ ...value, metadata: wrong })]),
  fc.constant<Defect>([
    undefined,
    (value) => ({ ...value, metadata: { a: '語'.repeat(2_000) }, text: '語'.repeat(limits.textLength) }),
  ]),
);

/** A frame that was admitted but for one fault, and the field that the answer must name. */
export const refused: fc.Arbitrary<{
  readonly frame: Record<string, unknown>;
  readonly field: string | undefined;
}> = fc
  .tuple(
    frame.filter((value) => Buffer.byteLength(JSON.stringify(value)) < 8_000),
    defect,
  )
  .filter(([value]) => parseClientFrame(JSON.stringify(value)).ok)
  .map(([value, [field, change]]) => ({ frame: change(value), field }));
