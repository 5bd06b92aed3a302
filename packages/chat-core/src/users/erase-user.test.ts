import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { historyOf } from '../../test/thread-history.ts';
import { appendMessage } from '../append/append-message.ts';
import { recordConnect, SessionRevokedError } from '../connections/record-connection.ts';
import { revokeDevices } from '../connections/revoke-devices.ts';
import { setDuty, startDuty } from '../operators/duty.ts';
import { addNote } from '../operators/notes.ts';
import { changeProfile } from '../operators/profiles.ts';
import { setTags } from '../operators/thread-details.ts';
import { setViewer } from '../operators/viewers.ts';
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

  it('I21: opens no connection by a token that was checked before, and leaves nothing when one tries', async () => {
    const opening = { userId, connectionId: 'late', sessionId: 's1', checkedAt: world.context.now() };
    world.advance(1_000);
    await revokeDevices(world.context, userId, 'all');
    await eraseUser(world.context, userId, []);
    world.advance(1_000);
    await expect(recordConnect(world.context, opening)).rejects.toThrow(SessionRevokedError);
    expect(await everything()).not.toContain(userId);
    // Under the same id somebody may come back, with a token of later.
    const later = { ...opening, sessionId: 's2', checkedAt: world.context.now() };
    await expect(recordConnect(world.context, later)).resolves.toMatchObject({ replaced: [] });
  });

  it('I21: opens no connection at whatever moment of the erasure one tries', async () => {
    for (let writesBefore = 0; ; writesBefore += 1) {
      const opening = { userId, connectionId: `late-${writesBefore}`, sessionId: 's1' };
      await recordConnect(world.context, opening);
      const checkedAt = world.context.now();
      world.advance(1_000);
      await revokeDevices(world.context, userId, 'all');
      const eraser = world.another();
      let writes = 0;
      const refused: unknown[] = [];
      injectFaults(eraser.client, async (operation) => {
        if (!['PutItem', 'DeleteItem'].includes(operation) || writes++ !== writesBefore) return undefined;
        await recordConnect(world.context, { ...opening, checkedAt }).catch((error) => refused.push(error));
        return undefined;
      });
      await eraseUser(eraser, userId, []);
      expect(await everything()).not.toContain(userId);
      if (writes <= writesBefore) break;
      expect(refused).toEqual([expect.any(SessionRevokedError)]);
      world.advance(1_000);
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

  describe('whose thread id somebody else uses since it expired', () => {
    const threadId = `${userId}.1`;
    beforeEach(async () => {
      await world.client.send(
        new UpdateCommand({
          TableName: world.tables.threads,
          Key: { threadId },
          UpdateExpression: 'SET expiresAt = :past',
          ExpressionAttributeValues: { ':past': 1 },
        }),
      );
      await appendMessage(world.context, byAnn(threadId, { clientMessageId: 'c2' }));
    });

    it('leaves nothing of the earlier life behind, and the other life as it is', async () => {
      await eraseUser(world.context, userId, []);
      const { Items: stored = [] } = await world.client.send(
        new ScanCommand({ TableName: world.tables.messages }),
      );
      const messages = stored.filter((item) => item.threadId === threadId);
      expect(messages).toEqual([expect.objectContaining({ sender: 'ann', seq: 1 })]);
      const { Items: keys = [] } = await world.client.send(
        new ScanCommand({ TableName: world.tables.partitionedKeys }),
      );
      const ofThread = keys.filter(({ partitionKey }) => String(partitionKey).endsWith(`.${threadId}`));
      expect(ofThread.map(({ sortKey }) => sortKey)).toEqual(['["user","ann","c2"]']);
    });

    it('leaves no marker in a thread that has another customer as well', async () => {
      const participants = [
        { userId, role: 'customer' },
        { userId: 'ann', role: 'customer' },
      ];
      await world.client.send(
        new UpdateCommand({
          TableName: world.tables.threads,
          Key: { threadId: 'other' },
          UpdateExpression: 'SET participants = :participants',
          ExpressionAttributeValues: { ':participants': participants },
        }),
      );
      await appendMessage(world.context, byAnn('other', { clientMessageId: 'c2' }));
      await eraseUser(world.context, userId, []);
      const { Items = [] } = await world.client.send(
        new ScanCommand({ TableName: world.tables.partitionedKeys }),
      );
      const keys = Items.filter(({ partitionKey }) => partitionKey === 'message.other');
      expect(keys.map(({ sortKey }) => sortKey).toSorted()).toEqual([
        '["bot","rules","r1"]',
        '["user","ann","c2"]',
      ]);
    });

    it('is not erased from other stores by a thread that is not the user’s', async () => {
      const asked: (readonly string[])[] = [];
      const erase = async (_: string, threadIds: readonly string[]) => asked.push(threadIds);
      await eraseUser(world.context, userId, [{ table: 'states', erase }]);
      expect(asked).toEqual([['other']]);
    });
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

describe('a thread that is opened while its customer is erased', () => {
  it('is not opened, though the message had been let through before, and one that comes later is', async () => {
    const { context } = await createChatWorld();
    await recordConnect(context, { userId, connectionId: 'tab' });
    const cameAt = context.now();
    await revokeDevices(context, userId, 'all');
    await eraseUser(context, userId, []);
    const openAt = (at: number) =>
      appendMessage({ ...context, now: () => at }, byAnn('late', { author, head: null }));
    expect(await openAt(cameAt)).toEqual({ outcome: 'notParticipant' });
    expect(await readThread(context, 'late')).toBeNull();
    expect(await openAt(context.now() + 10_000)).toMatchObject({ outcome: 'stored' });
  });
});

describe('what is written about a user who has been erased meanwhile', () => {
  let world: ChatWorld;
  const threadId = `${userId}.1`;
  beforeEach(async () => {
    world = await createChatWorld();
    await recordConnect(world.context, { userId, connectionId: 'tab' });
    await appendMessage(world.context, byAnn(threadId, { author }));
  });

  const erase = async () => {
    await revokeDevices(world.context, userId, 'all');
    await eraseUser(world.context, userId, []);
  };

  const left = async () => {
    const scans = Object.values(world.tables).map((TableName) =>
      world.client.send(new ScanCommand({ TableName })),
    );
    return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
  };

  it('is not kept: neither a note nor tags, nor who looks at the thread', async () => {
    const head = await readThread(world.context, threadId);
    if (head === null) throw new Error('There is no thread');
    await setViewer(world.context, threadId, 'olga', 'viewing');
    await erase();
    await setViewer(world.context, threadId, 'otto', 'viewing');
    const note = { text: secret, author: 'olga', clientMessageId: 'n1' };
    expect(await addNote(world.context, head, note)).toEqual({ outcome: 'noThread' });
    expect(await setTags(world.context, head, [secret])).toBeUndefined();
    expect(await left()).not.toContain(userId);
    expect(await left()).not.toContain(secret);
  });

  it('is not kept: neither a profile nor a duty', async () => {
    const { context } = world;
    const lookedAt = context.now();
    await erase();
    const change = { name: secret };
    expect(await changeProfile(context, userId, change, 'user', lookedAt)).toEqual({ outcome: 'erased' });
    expect(await setDuty(context, userId, 'available')).toBeUndefined();
    await startDuty(context, userId);
    expect(await left()).not.toContain(userId);
    world.advance(10_000);
    expect(await changeProfile(context, userId, change, 'user')).toMatchObject({ outcome: 'kept' });
  });
});
