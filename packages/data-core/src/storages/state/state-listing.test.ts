import { randomBytes } from 'node:crypto';
import { beforeRequest } from '../../../test/before-request.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { StateStorage } from './state-storage.ts';
import { statesTable } from './states.table.ts';

const client = createTestClient();
const nowMs = 1_700_000_000_000;
let tableName = '';
let operations: string[] = [];

/** A storage whose requests are noted. */
function storage(): StateStorage {
  operations = [];
  const own = createTestClient();
  beforeRequest(own, async (operation) => operations.push(operation));
  return new StateStorage(tableName, { client: own, now: () => nowMs });
}

const save = async (senderId: string, time: number | undefined, rest: object = {}) =>
  new StateStorage(tableName, { client, now: () => nowMs }).saveState({
    senderId,
    state: { n: 1 },
    ...(time !== undefined && { lastInteraction: new Date(time) }),
    ...rest,
  });

const ids = ({ data }: { readonly data: readonly { readonly senderId: string }[] }) =>
  data.map(({ senderId }) => senderId);

beforeEach(async () => {
  tableName = await createTestTable(client, statesTable);
});

describe('a list of states', () => {
  it('goes on after those of the same time in the order of their keys', async () => {
    for (const senderId of ['c', 'e', 'a', 'd', 'b']) await save(senderId, 30);
    const pages: string[][] = [];
    let lastKey: string | null = null;
    do {
      const page = await storage().getStates({}, 2, lastKey);
      pages.push(ids(page));
      lastKey = page.lastKey;
    } while (lastKey);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const { lastKey: afterThree } = await storage().getStates({}, 3);
    expect(ids(await storage().getStates({}, 3, afterThree))).toEqual(['d', 'e']);
  });

  it('orders keys as its pages go on, which is not the order of their bytes', async () => {
    for (const senderId of ['\u{1f600}', 'a', '\ufb00']) await save(senderId, 30);
    const inOrder = ['a', '\u{1f600}', '\ufb00'];
    expect(ids(await storage().getStates())).toEqual(inOrder);
    const { lastKey } = await storage().getStates({}, 1);
    expect(ids(await storage().getStates({}, 2, lastKey))).toEqual(inOrder.slice(1));
  });

  it('is of the senders that are named, whatever their page, in the order of the list', async () => {
    await save('a', 10, { pageId: 'shop' });
    await save('b', 30);
    await save('c', 20, { pageId: 'blog' });
    expect(ids(await storage().getStates({ senderIds: ['a', 'c'] }))).toEqual(['c', 'a']);
    expect(ids(await storage().getStates({ pageId: 'blog' }))).toEqual(['c']);
    expect(ids(await storage().getStates({ senderIds: ['a', 'b'], pageId: 'shop' }))).toEqual(['a']);
  });

  it('looks at those items alone whose keys the condition names', async () => {
    await save('a', 10, { pageId: 'shop' });
    await save('b', 20, { pageId: 'shop' });
    const named = await storage().getStates({ senderIds: ['a', 'b', 'z'], pageId: 'shop' });
    expect(named).toMatchObject({ data: [{ senderId: 'b' }, { senderId: 'a' }], lastKey: null });
    expect(operations.toSorted()).toEqual(['GetItem', 'GetItem', 'GetItem']);
  });

  it('reads no more states than its page has', async () => {
    for (const senderId of ['a', 'b', 'c', 'd']) await save(senderId, 10);
    await storage().getStates({}, 2);
    expect(operations.toSorted()).toEqual(['GetItem', 'GetItem', 'Scan']);
  });

  it('goes through all pages of a large table, bodies left out', async () => {
    for (let count = 0; count < 8; count += 1) {
      await save(`s${count}`, count, { state: { text: randomBytes(150_000).toString('hex') } });
    }
    const page = await storage().getStates({}, 3);
    expect(ids(page)).toEqual(['s7', 's6', 's5']);
    expect(operations.filter((operation) => operation === 'Scan').length).toBeGreaterThan(1);
  });

  it('has none whose time is over', async () => {
    await save('old', 20, { expiresAt: 1_700_000_000 });
    await save('new', 10, { expiresAt: 1_700_000_001 });
    expect(ids(await storage().getStates())).toEqual(['new']);
    // Nor does one take a place on a page.
    expect(await storage().getStates({}, 1)).toMatchObject({ data: [{ senderId: 'new' }], lastKey: null });
    expect(operations).toEqual(['Scan', 'GetItem']);
  });

  it('names a limit and a lastKey that are wrong', async () => {
    await expect(storage().getStates({}, 1001)).rejects.toThrow(
      'limit must be a whole number from 1 to 1000',
    );
    const lastKeys = [
      'nonsense',
      '{"senderId":"a"}',
      '{"interactedAt":1}',
      '{"senderId":1,"interactedAt":1}',
    ];
    for (const text of lastKeys) {
      const lastKey = Buffer.from(text).toString('base64url');
      await expect(storage().getStates({}, 5, lastKey)).rejects.toThrow(
        'lastKey must be the lastKey of an earlier page',
      );
    }
  });
});
