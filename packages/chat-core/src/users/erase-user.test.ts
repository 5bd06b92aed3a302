import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { historyOf } from '../../test/thread-history.ts';
import { appendMessage } from '../append/append-message.ts';
import { recordConnect, revokeDevices } from '../connections/record-connection.ts';
import { addNote } from '../operators/notes.ts';
import { listThreads } from '../threads/list-threads.ts';
import { markRead } from '../threads/mark-read.ts';
import { readThread } from '../threads/read-thread.ts';
import { eraseUser } from './erase-user.ts';
import { exportUser } from './export-user.ts';

/** Found nowhere but where the user's id or words are. */
const userId = 'quxotel';
const secret = 'zirkonium';
const author = { type: 'user', userId } as const;

describe('a user who is erased', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    const { context } = world;
    await recordConnect(context, { userId, connectionId: 'tab', threadId: `${userId}.1` });
    for (const threadId of [`${userId}.1`, 'other']) {
      const request = byAnn(threadId, { author, text: secret, clientMessageId: 'c1', channel: 'telegram' });
      await appendMessage(context, request);
      await appendMessage(context, byBot(threadId, { text: `You said ${secret}`, clientMessageId: 'r1' }));
      await appendMessage(context, byOlga(threadId, { text: secret }));
      await markRead(context, { threadId, userId, seq: 2 });
      const head = await readThread(context, threadId);
      if (head !== null)
        await addNote(context, head, { text: secret, author: 'olga', clientMessageId: 'n1' });
    }
    await appendMessage(context, byAnn('of-ann', { clientMessageId: 'c1' }));
    await recordConnect(context, { userId: 'ann', connectionId: 'a' });
  });

  /** Every item of every table, as JSON. */
  async function everything(): Promise<string> {
    const tables = Object.values(world.tables);
    const scans = tables.map((TableName) => world.client.send(new ScanCommand({ TableName })));
    return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
  }

  it('leaves nothing in any table, and everyone else is as before', async () => {
    expect(await everything()).toContain(secret);
    const ofAnn = await historyOf(world.context, 'of-ann');
    await revokeDevices(world.context, userId, 'all');
    const receipt = await eraseUser(world.context, userId, []);
    const left = await everything();
    expect(left).not.toContain(userId);
    expect(left).not.toContain(secret);
    expect(receipt).toEqual({
      subjectDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: { threads: 2, messages: 6, connections: 1, partitioned_keys: expect.any(Number) },
      complete: true,
    });
    expect(JSON.stringify(receipt)).not.toContain(userId);
    await expect(historyOf(world.context, 'of-ann')).resolves.toEqual(ofAnn);
    for (const type of ['bot', 'closed'] as const) {
      const page = await listThreads(world.context, { list: { type } });
      expect(JSON.stringify(page)).not.toContain(userId);
    }
  });

  it('is erased in the end, whichever write the function dies at', async () => {
    for (let writesLeft = 0; ; writesLeft += 1) {
      const dying = world.another();
      let writes = 0;
      injectFaults(dying.client, (operation) => {
        const isWrite = ['DeleteItem', 'BatchWriteItem'].includes(operation);
        if (isWrite && writes++ === writesLeft) throw new Error('died');
        return undefined;
      });
      // Each call goes on where the one before died; the list of the threads is there until the end.
      const result = await eraseUser(dying, userId, []).catch(() => undefined);
      if (result?.complete) break;
      expect(writesLeft).toBeLessThan(30);
    }
    const left = await everything();
    expect(left).not.toContain(userId);
    expect(left).not.toContain(secret);
  });

  it('is not erased completely when the time is over, and the receipt says so', async () => {
    const context = { ...world.context, deadline: world.context.now() + 1_000 };
    await expect(eraseUser(context, userId, [])).resolves.toMatchObject({ complete: false });
    await expect(readThread(world.context, `${userId}.1`)).resolves.not.toBeNull();
  });

  it('is erased from other stores as well, by the threads as they were listed', async () => {
    const asked: unknown[] = [];
    const store = {
      table: 'states',
      erase: async (id: string, threadIds: readonly string[]) => {
        asked.push(id, threadIds.toSorted());
        return 2;
      },
    };
    const { counts } = await eraseUser(world.context, userId, [store]);
    expect(asked).toEqual([userId, ['other', `${userId}.1`]]);
    expect(counts.states).toBe(2);
  });

  it('has had everything in an export before, page by page', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await exportUser(world.context, userId, cursor);
      if (page.outcome !== 'page') throw new Error(page.outcome);
      found.push(...page.items.map(({ table }) => table));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual([
      'connections',
      ...Array<string>(6).fill('messages'),
      'threads',
      'threads',
    ]);
    await expect(exportUser(world.context, userId, 'nonsense')).resolves.toEqual({
      outcome: 'invalidCursor',
    });
    await expect(exportUser(world.context, 'nobody')).resolves.toEqual({ outcome: 'page', items: [] });
  });
});
