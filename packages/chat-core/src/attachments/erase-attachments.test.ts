import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { changeMessage } from '../append/change-message.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { revokeDevices } from '../connections/revoke-devices.ts';
import { readThread } from '../threads/read-thread.ts';
import { eraseUser } from '../users/erase-user.ts';
import {
  attachmentOf,
  beginAttachment,
  confirmAttachment,
  listAttachments,
  readAttachments,
} from './attachment-records.ts';
import { attachmentsOfUsers } from './erase-attachments.ts';

const file = { owner: 'ann', name: 'plan.txt', type: 'text/plain', sizeBytes: 4 };
const device = { userId: 'ann', connectionId: 'tab' };

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
    return beginAttachment(world.context, { threadId, ...file }, uploader);
  };

  const upload = async (threadId: string) => {
    const record = await begin(threadId);
    if (record === undefined) throw new Error('There is no device');
    await confirmAttachment(world.context, record);
    return record;
  };

  async function erase(): Promise<void> {
    const { context } = world;
    await revokeDevices(context, 'ann', 'all');
    const remove = async (attachmentId: string): Promise<void> => {
      removed.push(attachmentId);
    };
    await eraseUser(context, 'ann', [attachmentsOfUsers(context, { remove })]);
  }

  it('finds one for a thread that was never begun', async () => {
    const record = await begin('t1');
    await erase();
    expect(removed).toEqual([record?.attachmentId]);
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
    expect(removed).toEqual([record?.attachmentId]);
    expect(await listAttachments(world.context, 't1')).toEqual([other]);
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

  it('is not overtaken by one that is asked for at that moment', async () => {
    const head = await readThread(world.context, 't1');
    await erase();
    const uploader = { connectionId: 'tab', role: 'customer', head } as const;
    expect(await beginAttachment(world.context, { threadId: 't1', ...file }, uploader)).toBeUndefined();
    expect(await listAttachments(world.context, 't1')).toEqual([]);
  });

  it('knows the threads of customers only: operators are listed nowhere', async () => {
    const uploader = { connectionId: 'tab', role: 'operator', head: null } as const;
    await beginAttachment(world.context, { threadId: 't1', ...file }, uploader);
    await erase();
    expect(removed).toEqual([]);
  });
});
