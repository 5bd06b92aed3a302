import fc from 'fast-check';
import { testHead } from '../../test/test-head.ts';
import {
  listOf,
  markUndelivered,
  operatorList,
  parseHead,
  putHead,
  readAttribute,
  updateHead,
} from './head-item.ts';
import { partitionOf } from './shards.ts';
import type { Owner, ThreadHead, Waiting } from './thread-head.ts';

const now = 1_800_000_000_000;
const nowSeconds = 1_800_000_000;

const head = (change: Partial<ThreadHead> = {}): ThreadHead =>
  testHead({ version: 3, seq: 2, createdAt: now - 5_000, expiresAt: nowSeconds + 100, ...change });

type Item = Record<string, unknown>;
const itemOf = (of: ThreadHead): Item => putHead('threads', of, nowSeconds).Item as Item;

/** What the update makes of an item, by the two kinds of clause that it has. */
function updated(item: Readonly<Item>, read: ThreadHead, next: ThreadHead): Item {
  const update = updateHead('threads', read, next, now);
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = update;
  const [sets = '', removes] = String(update.UpdateExpression).replace(/^SET /, '').split(' REMOVE ');
  const result = { ...item };
  for (const set of sets.split(', ')) {
    const [name = '', value = ''] = set.split(' = ');
    result[String(names[name])] = values[value];
  }
  for (const name of removes?.split(', ') ?? []) delete result[String(names[name])];
  return result;
}

const owner: fc.Arbitrary<Owner> = fc.oneof(
  fc.constantFrom<Owner>({ type: 'bot' }, { type: 'queue' }),
  fc.record(
    { type: fc.constant('operator' as const), userId: fc.string(), leaseUntil: fc.nat() },
    { noNullPrototype: true },
  ),
);
const waiting: fc.Arbitrary<Waiting> = fc.record(
  {
    kind: fc.constantFrom('bot', 'queue', 'operator', 'failed'),
    since: fc.nat(),
    attempts: fc.nat(6),
    retryAt: fc.nat(),
  },
  { requiredKeys: ['kind', 'since', 'attempts'], noNullPrototype: true },
);
const anyHead: fc.Arbitrary<ThreadHead> = fc
  .record(
    {
      owner,
      waiting,
      channel: fc.constantFrom('web', 'telegram'),
      seq: fc.nat(9),
      closedAt: fc.nat(),
      undeliveredSince: fc.nat(),
      rateUsedUntil: fc.nat(),
      underWay: fc.record(
        { seq: fc.nat(9), shownAs: fc.array(fc.stringMatching(/^\w+$/), { maxLength: 3 }) },
        { noNullPrototype: true },
      ),
      readPositions: fc.dictionary(fc.string(), fc.nat(9), { noNullPrototype: true }),
    },
    { requiredKeys: ['owner', 'channel', 'seq', 'readPositions'], noNullPrototype: true },
  )
  .map(head);

describe('the item of a head', () => {
  it('is read as the head that was put, whatever the head', () => {
    fc.assert(
      fc.property(anyHead, (written) => {
        expect(parseHead(itemOf(written), now)).toStrictEqual(written);
      }),
      { examples: [[head({ readPositions: { 'read:ann': 1, 'seen:': 2, queue: 3 } })]] },
    );
  });

  it('is read as the next head once it was updated, whatever both are', () => {
    fc.assert(
      fc.property(anyHead, anyHead, (read, wanted) => {
        // A position never goes, and what frames said is never taken back.
        const next = { ...wanted, readPositions: { ...read.readPositions, ...wanted.readPositions } };
        const item = updated(itemOf(read), read, next);
        expect(parseHead(item, now)).toStrictEqual({ ...next, version: read.version + 1 });
        const isMoved = listOf(read) !== listOf(next);
        expect(item.listedAt).toBe(isMoved ? now : read.createdAt);
      }),
    );
  });

  it('has what an index needs, and not more', () => {
    expect(itemOf(head())).toStrictEqual({
      threadId: 't1',
      channel: 'web',
      version: 3,
      seq: 2,
      lastTimestamp: 0,
      lastUserSeq: 0,
      answeredSeq: 0,
      participants: [{ userId: 'ann', role: 'customer' }],
      owner: { type: 'bot' },
      ownerEpoch: 1,
      listedUntil: 0,
      createdAt: now - 5_000,
      expiresAt: nowSeconds + 100,
      list: partitionOf('bot', 't1'),
      listedAt: now - 5_000,
    });
    const busy = head({
      channel: 'telegram',
      undeliveredSince: 7,
      waiting: { kind: 'bot', since: 5, attempts: 2, retryAt: 9 },
      readPositions: { ann: 2 },
      underWay: { seq: 2, shownAs: ['7', '8'] },
    });
    expect(itemOf(busy)).toMatchObject({
      parts: '2 7 8',
      queue: partitionOf('bot', 't1'),
      awaitingReplySince: 5,
      attempts: 2,
      retryAt: 9,
      outbound: partitionOf('telegram', 't1'),
      undeliveredSince: 7,
      'seen:ann': 2,
    });
    const first = itemOf(head({ waiting: { kind: 'queue', since: 5, attempts: 0 } }));
    expect(first).toMatchObject({ queue: 'queue#0', awaitingReplySince: 5 });
    expect(first).not.toHaveProperty('attempts');
    expect(first).not.toHaveProperty('retryAt');
  });

  it('says to have read what either frames or messages say, whichever is more', () => {
    const item = itemOf(head({ readPositions: { ann: 2, olga: 1 } }));
    const read = {
      ...item,
      [readAttribute('ann')]: 1,
      [readAttribute('olga')]: 2,
      [readAttribute('bob')]: 1,
    };
    expect(parseHead(read, now)?.readPositions).toEqual({ ann: 2, olga: 2, bob: 1 });
    expect(readAttribute('ann')).toBe('read:ann');
  });

  it('counts as none when there is none or it has expired', () => {
    expect(parseHead(undefined, now)).toBeNull();
    expect(parseHead(itemOf(head({ expiresAt: nowSeconds })), now)).toBeNull();
    expect(parseHead(itemOf(head({ expiresAt: nowSeconds + 1 })), now)).not.toBeNull();
  });

  it('has a waiting mark only where it has both of its parts', () => {
    expect(parseHead({ ...itemOf(head()), queue: 'bot#1' }, now)).not.toHaveProperty('waiting');
    expect(parseHead({ ...itemOf(head()), awaitingReplySince: 5 }, now)).not.toHaveProperty('waiting');
  });
});

describe('a head is written', () => {
  it('if there is none, or an expired one', () => {
    const { Item: _, ...put } = putHead('threads', head(), nowSeconds);
    expect(put).toStrictEqual({
      TableName: 'threads',
      ConditionExpression: 'attribute_not_exists(threadId) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': nowSeconds },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('over the one that was read and no other, with what has changed and nothing else', () => {
    const read = head({ waiting: { kind: 'bot', since: 5, attempts: 1 }, readPositions: { ann: 1 } });
    const { waiting: __, ...next } = { ...read, seq: 3, readPositions: { ann: 1 } };
    expect(updateHead('threads', read, next, now)).toStrictEqual({
      TableName: 'threads',
      Key: { threadId: 't1' },
      UpdateExpression: 'SET #0 = :0, #1 = :1 REMOVE #2, #3, #4',
      ConditionExpression: 'version = :read AND createdAt = :life',
      ExpressionAttributeNames: {
        '#0': 'version',
        '#1': 'seq',
        '#2': 'queue',
        '#3': 'awaitingReplySince',
        '#4': 'attempts',
      },
      ExpressionAttributeValues: { ':0': 4, ':1': 3, ':read': 3, ':life': now - 5_000 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const copied = { ...read, participants: read.participants.map((participant) => ({ ...participant })) };
    expect(updateHead('threads', read, { ...copied, seq: 3 }, now).UpdateExpression).toBe(
      'SET #0 = :0, #1 = :1',
    );
  });
});

describe('the list that a thread is in', () => {
  const olgas: Owner = { type: 'operator', userId: 'olga', leaseUntil: 1 };

  it.each<[string, Partial<ThreadHead>, string]>([
    ['its bot’s', {}, partitionOf('bot', 't1')],
    ['that of those who wait for people', { owner: { type: 'queue' } }, 'queue#0'],
    ['its operator’s', { owner: olgas }, 'operator:olga'],
    ['that of the closed ones, whatever its owner', { owner: olgas, closedAt: 1 }, 'closed#0'],
  ])('is %s', (_, change, list) => {
    expect(listOf(head(change))).toBe(list);
    expect(operatorList('olga')).toBe('operator:olga');
  });
});

describe('a thread owes its channel something', () => {
  it('since the first message that was not delivered, where messages are pushed', () => {
    expect(markUndelivered(head({ channel: 'telegram' }), now).undeliveredSince).toBe(now);
    expect(markUndelivered(head({ channel: 'telegram', undeliveredSince: 5 }), now).undeliveredSince).toBe(5);
    const web = head();
    expect(markUndelivered(web, now)).toBe(web);
  });
});
