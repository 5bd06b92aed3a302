import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { changeMessage } from '../append/change-message.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { revokeDevices } from '../connections/revoke-devices.ts';
import { listOwnThreads } from '../threads/own-threads.ts';
import { readThread } from '../threads/read-thread.ts';
import { eraseUser, type UserErasure } from '../users/erase-user.ts';
import { exportUser } from '../users/export-user.ts';
import {
  type AttachmentRecord,
  attachmentOf,
  beginAttachment,
  bringAttachment,
  confirmAttachment,
  listAttachments,
  readAttachments,
} from './attachment-records.ts';
import { attachmentsOfUsers } from './erase-attachments.ts';
import { createObjectStore } from './object-store.ts';

const file = { owner: 'ann', name: 'plan.txt', type: 'text/plain', sizeBytes: 4 };
const device = { userId: 'ann', connectionId: 'tab' };

/** Every item of every table, as JSON. */
async function everything({ client, tables }: ChatWorld): Promise<string> {
  const scans = Object.values(tables).map((TableName) => client.send(new ScanCommand({ TableName })));
  return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
}

const noted = (begun: AttachmentRecord | string): AttachmentRecord => {
  if (typeof begun === 'string') throw new Error(begun);
  return begun;
};

describe('an erasure of a user’s files', () => {
  let world: ChatWorld;
  let removed: string[];
  beforeEach(async () => {
    world = await createChatWorld();
    removed = [];
    await recordConnect(world.context, device);
  });

  const begin = async (threadId: string) => {
    const head = await readThread(world.context, threadId);
    const uploader = { connectionId: 'tab', role: 'customer', head } as const;
    return noted(await beginAttachment(world.context, { threadId, ...file }, uploader));
  };

  const upload = async (threadId: string) => {
    const record = await begin(threadId);
    await confirmAttachment(world.context, record);
    return record;
  };

  async function erase(userId = 'ann'): Promise<UserErasure> {
    const { context } = world;
    await revokeDevices(context, userId, 'all');
    const remove = async (attachmentId: string): Promise<void> => {
      removed.push(attachmentId);
    };
    return eraseUser(context, userId, [attachmentsOfUsers(context, { remove })]);
  }

  it('finds one for a thread that was never begun', async () => {
    const record = await begin('t1');
    await erase();
    expect(removed).toEqual([record.attachmentId]);
    expect(await listAttachments(world.context, 't1')).toEqual([]);
  });

  it('finds one for a thread that others have begun, and leaves theirs', async () => {
    const record = await begin('t1');
    const bob = { type: 'user', userId: 'bob' } as const;
    await recordConnect(world.context, { userId: 'bob', connectionId: 'b' });
    await appendMessage(world.context, byAnn('t1', { author: bob }));
    const head = await readThread(world.context, 't1');
    const uploader = { connectionId: 'b', role: 'customer', head } as const;
    const other = await beginAttachment(world.context, { threadId: 't1', ...file, owner: 'bob' }, uploader);
    await erase();
    expect(removed).toEqual([record.attachmentId]);
    expect(await listAttachments(world.context, 't1')).toEqual([other]);
  });

  it('finds those of an operator in the threads of customers, which stay as they are', async () => {
    const { context } = world;
    await recordConnect(context, { userId: 'olga', connectionId: 'desk' });
    await appendMessage(context, byAnn('t1'));
    const own = await upload('t1');
    const head = await readThread(context, 't1');
    const uploader = { connectionId: 'desk', role: 'operator', head } as const;
    const olgas = noted(await beginAttachment(context, { threadId: 't1', ...file, owner: 'olga' }, uploader));
    expect(await exportUser(context, 'olga')).toMatchObject({ items: [{ table: 'connections' }] });
    expect(await listOwnThreads(context, { userId: 'olga', limit: 10 })).toMatchObject({ heads: [] });
    const { counts } = await erase('olga');
    expect(removed).toEqual([olgas.attachmentId]);
    expect(counts).toMatchObject({ attachments: 1 });
    expect(await listAttachments(context, 't1')).toEqual([{ ...own, isUploaded: true }]);
    expect(await readThread(context, 't1')).toEqual(head);
    expect(await everything(world)).not.toContain('olga');
  });

  it('finds one whose message was deleted, should nobody have come to removing it', async () => {
    const record = await upload('t1');
    const sent = await appendMessage(world.context, byAnn('t1', { attachments: [attachmentOf(record)] }));
    if (sent.outcome !== 'stored') throw new Error(sent.outcome);
    const { seq, timestamp } = sent.message;
    const author = { type: 'user', userId: 'ann' } as const;
    const change = { type: 'delete', seq } as const;
    await changeMessage(world.context, {
      threadId: 't1',
      author,
      change,
      timestamp,
      text: '',
      head: sent.head,
    });
    const [left] = await readAttachments(world.context, 't1', [record.attachmentId]);
    expect(left).toMatchObject({ isUploaded: false, owner: 'ann' });
    expect(left?.name).toBeUndefined();
    await erase();
    expect(removed).toEqual([record.attachmentId]);
  });

  it('leaves the thread in no list of an operator who has uploaded one there', async () => {
    const { context } = world;
    await recordConnect(context, { userId: 'olga', connectionId: 'desk' });
    await appendMessage(context, byAnn('ann.1'));
    const head = await readThread(context, 'ann.1');
    const uploader = { connectionId: 'desk', role: 'operator', head } as const;
    noted(await beginAttachment(context, { threadId: 'ann.1', ...file, owner: 'olga' }, uploader));
    await erase();
    const stored = await everything(world);
    expect(stored).toContain('olga');
    expect(stored).not.toContain('ann');
  });

  it('is not overtaken by one that is asked for at that moment', async () => {
    const head = await readThread(world.context, 't1');
    await erase();
    const uploader = { connectionId: 'tab', role: 'customer', head } as const;
    expect(await beginAttachment(world.context, { threadId: 't1', ...file }, uploader)).toBe('revoked');
    expect(await listAttachments(world.context, 't1')).toEqual([]);
  });

  it('is not overtaken by one that an operator asks for at that moment, nor by one for no thread at all', async () => {
    const { context } = world;
    await recordConnect(context, { userId: 'olga', connectionId: 'desk' });
    await appendMessage(context, byAnn('t1'));
    const head = await readThread(context, 't1');
    await erase();
    for (const seen of [head, null]) {
      const uploader = { connectionId: 'desk', role: 'operator', head: seen } as const;
      const olgas = { threadId: 't1', ...file, owner: 'olga' };
      expect(await beginAttachment(context, olgas, uploader)).toBe('noThread');
    }
    expect(await listAttachments(context, 't1')).toEqual([]);
    expect(await everything(world)).not.toContain('ann');
  });
});

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const access = { bucket: 'files', region: 'eu-central-1', credentials };

describe('a file that is brought while its owner is erased', () => {
  it('is neither in the bucket nor noted, at whatever step the erasure comes', async () => {
    for (const step of ['first', 'noted', 'stored'] as const) {
      const world = await createChatWorld();
      const { context } = world;
      await recordConnect(context, device);
      const stored = new Map<string, string>();
      /** As S3 does it: `if-none-match` takes nothing where something lies. */
      const request: typeof fetch = async (url, { headers, body } = {}) => {
        const path = new URL(String(url)).pathname;
        const isConditional = new Headers(headers).get('if-none-match') === '*';
        if (step === 'noted' && isConditional) await erase();
        if (isConditional && stored.has(path)) return new Response(null, { status: 412 });
        stored.set(path, body === undefined ? '' : Buffer.from(body as Uint8Array).toString());
        return new Response(null, { status: 200 });
      };
      const objects = createObjectStore(access, context.now, request);
      const erase = async () => {
        await revokeDevices(context, 'ann', 'all');
        await eraseUser(context, 'ann', [attachmentsOfUsers(context, objects)]);
      };
      const lookedAt = context.now();
      if (step === 'first') await erase();
      const bringing = world.another();
      injectFaults(bringing.client, async (operation) => {
        if (step === 'stored' && operation === 'UpdateItem') await erase();
        return undefined;
      });
      const brought = { threadId: 't1', attachmentId: 'f1', ...file, content: Buffer.from('plan'), lookedAt };
      const record = await bringAttachment(bringing, objects, brought);
      expect([step, record === undefined]).toEqual([step, step === 'first']);
      expect([step, [...stored.values()].join('')]).toEqual([step, '']);
      expect(await listAttachments(context, 't1')).toEqual([]);
    }
  });
});
