import { createHash } from 'node:crypto';
import type { StoredMessage } from '../messages/stored-message.ts';
import { type Identified, isMarkerOf, markerPartition, putMarker, verdictOf } from './marker.ts';

const nowSeconds = 1_800_000_000;
const life = 1_799_000_000_000;

const said = (change: Partial<Identified> = {}): Identified => ({
  threadId: 't1',
  author: { type: 'user', userId: 'ann' },
  text: 'hello',
  clientMessageId: 'c1',
  ...change,
});

const stored: StoredMessage = {
  messageId: 'm1',
  threadId: 't1',
  seq: 7,
  timestamp: 1_799_999_999_000,
  messageType: 'user',
  text: 'hello',
  sender: 'ann',
  status: 'sent',
  metadata: {},
  expiresAt: nowSeconds + 100,
};

function itemOf(identified: Identified): Readonly<Record<string, unknown>> {
  const { Item } = putMarker('keys', identified, stored, life, nowSeconds).Put ?? {};
  if (Item === undefined) throw new Error('no item');
  return Item;
}

describe('the marker of a message', () => {
  it('is put unless this life of the thread has one that has not expired', () => {
    expect(putMarker('keys', said(), stored, life, nowSeconds)).toStrictEqual({
      Put: {
        TableName: 'keys',
        Item: {
          partitionKey: 'message.t1',
          sortKey: '["user","ann","c1"]',
          messageId: 'm1',
          threadId: 't1',
          seq: 7,
          timestamp: 1_799_999_999_000,
          clientMessageId: 'c1',
          life,
          content: expect.stringMatching(/^[\w-]{22}$/),
          expiresAt: nowSeconds + 100,
        },
        ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life',
        ExpressionAttributeValues: { ':now': nowSeconds, ':life': life },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    });
    expect(markerPartition('t1')).toBe('message.t1');
  });

  it.each<[string, Identified['author'], boolean]>([
    ['a customer’s', { type: 'user', userId: 'ann' }, true],
    ['another customer’s', { type: 'user', userId: 'anna' }, false],
    ['an operator’s of the same name', { type: 'operator', userId: 'ann' }, false],
    ['a bot’s of the same name', { type: 'bot', name: 'ann' }, false],
  ])('is known to be %s', (_, author, isAnns) => {
    expect(isMarkerOf(String(itemOf(said({ author })).sortKey), 'ann')).toBe(isAnns);
  });

  it('differs by kind of author, by author and by id', () => {
    const keys = [
      said(),
      said({ clientMessageId: 'c2' }),
      said({ author: { type: 'user', userId: 'bob' } }),
      said({ author: { type: 'operator', userId: 'ann' } }),
      said({ author: { type: 'bot', name: 'ann' } }),
      said({ author: { type: 'bot', name: 'shop' } }),
    ].map((identified) => itemOf(identified).sortKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** Markers are kept for months: a retry after an update must find what an earlier version has written. */
describe('what a message said', () => {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

  it.each<[string, Partial<Identified>, string]>([
    [
      'its text and metadata',
      { metadata: { b: 2, a: [{ d: 1, c: null }] } },
      '["hello",{"a":[{"c":null,"d":1}],"b":2}]',
    ],
    [
      'its target and files too, where it has any',
      { replyTo: 3, attachments: [{ attachmentId: 'a1' }] },
      '["hello",{},{"replyTo":3,"attachments":["a1"]}]',
    ],
  ])('is kept as the hash of %s', (_, change, text) => {
    expect(itemOf(said(change)).content).toBe(hashOf(text));
  });
});

const attachment = (attachmentId: string) => ({ attachmentId });

describe('a message with the id of an earlier one', () => {
  const duplicate = {
    outcome: 'duplicate',
    message: {
      messageId: 'm1',
      threadId: 't1',
      seq: 7,
      timestamp: 1_799_999_999_000,
      clientMessageId: 'c1',
    },
  };

  it.each<[string, Partial<Identified>, Partial<Identified>]>([
    ['the same text', {}, {}],
    ['the same metadata in another order', { metadata: { a: 1, b: 2 } }, { metadata: { b: 2, a: 1 } }],
    [
      'the same metadata in another order within a list',
      { metadata: { items: [{ x: 1, c: 2, m: null }] } },
      { metadata: { items: [{ m: null, x: 1, c: 2 }] } },
    ],
    ['no metadata and an empty one', {}, { metadata: {} }],
    ['the same target', { replyTo: 3 }, { replyTo: 3 }],
    ['the same change', { change: { type: 'edit', seq: 1 } }, { change: { type: 'edit', seq: 1 } }],
    ['the same files', { attachments: [attachment('a1')] }, { attachments: [attachment('a1')] }],
  ])('is its retry if it has %s', (_, first, again) => {
    expect(verdictOf(itemOf(said(first)), said(again))).toStrictEqual(duplicate);
  });

  it.each<[string, Partial<Identified>, Partial<Identified>]>([
    ['another text', {}, { text: 'hello!' }],
    ['other metadata', { metadata: { a: 1 } }, { metadata: { a: 2 } }],
    ['metadata where it had none', {}, { metadata: { a: 1 } }],
    ['another order of a list', { metadata: { a: [1, 2] } }, { metadata: { a: [2, 1] } }],
    ['an object in place of a list', { metadata: { a: [] } }, { metadata: { a: {} } }],
    ['a text in place of null', { metadata: { a: null } }, { metadata: { a: 'null' } }],
    ['another target', { replyTo: 3 }, { replyTo: 4 }],
    ['a target where it had none', {}, { replyTo: 3 }],
    ['another change', { change: { type: 'edit', seq: 1 } }, { change: { type: 'edit', seq: 2 } }],
    [
      'a deletion in place of an edit',
      { change: { type: 'edit', seq: 1 } },
      { change: { type: 'delete', seq: 1 } },
    ],
    ['another file', { attachments: [attachment('a1')] }, { attachments: [attachment('a2')] }],
    [
      'one file more',
      { attachments: [attachment('a1')] },
      { attachments: [attachment('a1'), attachment('a2')] },
    ],
    ['a file where it had none', {}, { attachments: [attachment('a1')] }],
  ])('is refused if it has %s', (_, first, again) => {
    expect(verdictOf(itemOf(said(first)), said(again))).toStrictEqual({ outcome: 'idReused' });
  });
});
