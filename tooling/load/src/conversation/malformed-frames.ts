import type { Random } from '../random.ts';

/** A frame that the protocol does not admit. */
export interface MalformedFrame {
  readonly kind: string;
  readonly data: string | Buffer;
  /** The close code where API Gateway ends the connection instead of handing the frame on. */
  readonly closes?: number;
}

type Json = Record<string, unknown>;

const good: Json = { action: 'message.send', threadId: 't', text: 'hello', clientMessageId: 'c' };

/** Names that every JavaScript object has, and that no id may be. */
const reservedNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

const operatorsActions = [
  'thread.claim',
  'thread.release',
  'thread.requeue',
  'thread.close',
  'queue.get',
  'duty.set',
];

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

const without = (name: string): Json =>
  Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

/** A value that no text, id or number may be. */
const wrongValue = (random: Random): unknown =>
  random.pick([null, true, [], {}, [['x']], { a: 1 }, '', 1.5 - random.below(9)]);

const letters = (length: number): string => 'x'.repeat(length);

const json = (frame: unknown): string => JSON.stringify(frame);

/** Each kind makes a frame that is refused, whatever chance says. */
const kinds: Readonly<Record<string, (random: Random) => string>> = {
  'no JSON': (random) =>
    random.pick(['', '{', 'null,', 'hello', '{"action":', "{'action':'ping'}", '\u0000', '{}}', 'NaN']),
  'JSON, but no object': (random) =>
    random.pick(['null', '[]', '"ping"', '17', 'true', '[{"action":"ping"}]', '1e999']),
  'no action': (random) => json({ ...without('action'), note: random.next() }),
  'an unknown action': (random) =>
    json({
      ...good,
      action: random.pick([
        `a${random.next()}`,
        '$connect',
        '$default',
        'PING',
        'message',
        ' ',
        ...reservedNames,
      ]),
    }),
  'an action that is no text': (random) =>
    json({ ...good, action: random.pick([null, 1, [], {}, ['ping']]) }),
  'a field is missing': (random) => json(without(random.pick(['threadId', 'text']))),
  'a field of a wrong type': (random) =>
    json({ ...good, [random.pick(['threadId', 'text'])]: wrongValue(random) }),
  'a wrong clientMessageId': (random) =>
    json({ ...good, clientMessageId: random.pick([null, 7, '', {}, []]) }),
  'a blank text': (random) => json({ ...good, text: random.pick(['', ' ', '\n\t', '\u2003\u00a0']) }),
  'a text that is too long': (random) => json({ ...good, text: letters(10_001 + random.below(5_000)) }),
  'half of a surrogate pair': (random) => {
    const half = random.pick(['\\ud83d', '\\ude00', '\\udfff\\ud800']);
    return json({ ...good, [random.pick(['text', 'threadId', 'clientMessageId'])]: 'HALF' }).replace(
      'HALF',
      half,
    );
  },
  'half of a surrogate pair in metadata': () =>
    json({ ...good, metadata: { a: 'HALF' } }).replace('HALF', '\\ud83d'),
  'an id with a control character': (random) =>
    json({
      ...good,
      [random.pick(['threadId', 'clientMessageId'])]: `a${random.pick(['\u0000', '\n', '\u007f', '\uffff'])}`,
    }),
  'an id that is too long': (random) =>
    json({ ...good, [random.pick(['threadId', 'clientMessageId'])]: '漢'.repeat(86 + random.below(200)) }),
  'an id that every object has': (random) =>
    json({ ...good, [random.pick(['threadId', 'clientMessageId'])]: random.pick(reservedNames) }),
  'metadata that is no object': (random) =>
    json({ ...good, metadata: random.pick([null, [], 'x', 1, true]) }),
  'metadata that is too deep': (random) => json({ ...good, metadata: nested(17 + random.below(200)) }),
  'metadata that is too large': (random) =>
    json({ ...good, metadata: { a: letters(8_192 + random.below(9_000)) } }),
  'a number that DynamoDB cannot keep': (random) =>
    json({ ...good, metadata: { n: 'N' } }).replace(
      '"N"',
      random.pick(['1e300', '1e-300', '9007199254740993', '-1e200']),
    ),
  'an own __proto__': () => json({ ...good, metadata: { a: 1 } }).replace('"a":1', '"__proto__":{"a":1}'),
  'a wrong limit': (random) =>
    json({ action: 'history.get', threadId: 't', limit: random.pick([0, -1, 101, 1.5, '5', null, 1e9]) }),
  'a wrong cursor': (random) =>
    json({ action: 'history.get', threadId: 't', cursor: random.pick([5, letters(5_000), {}, null]) }),
  'a wrong direction': (random) =>
    json({ action: 'history.get', threadId: 't', direction: random.pick(['up', 1, null]) }),
  'a wrong time': (random) =>
    json({ action: 'thread.resume', threadId: 't', after: random.pick([-1, 1.5, '0', null, 1e300]) }),
  'a wrong read position': (random) =>
    json({ action: 'read', threadId: 't', seq: random.pick([0, -1, 1.5, '1', null]) }),
  'typing without yes or no': (random) =>
    json({ action: 'typing', threadId: 't', isTyping: random.pick(['yes', 1, null, []]) }),
  'an action of operators': (random) =>
    json({ action: random.pick(operatorsActions), threadId: 't', status: 'away' }),
};

/** These end the connection: one in so many frames is one of them. */
const closingShare = 200;

const closing = (random: Random): MalformedFrame =>
  random.pick<() => MalformedFrame>([
    () => ({ kind: 'more than 32 KB', data: json({ ...good, text: '漢'.repeat(11_000) }), closes: 1009 }),
    () => ({ kind: 'binary', data: Buffer.from(json(good)), closes: 1003 }),
  ])();

export function malformedFrame(random: Random): MalformedFrame {
  if (random.below(closingShare) === 0) return closing(random);
  const [kind, make] = random.pick(Object.entries(kinds));
  return { kind, data: make(random) };
}
