import { bringFile } from '../../test/brought-file.ts';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byOlga, replyTo } from '../../test/requests.ts';
import { listAttachments } from '../attachments/attachment-records.ts';
import { queryMessages } from '../messages/query-messages.ts';
import { readUnanswered } from '../messages/read-unanswered.ts';
import { type StoredMessage, wireMessage } from '../messages/stored-message.ts';
import { unreadBy } from '../threads/ownership.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { appendMessage } from './append-message.ts';
import type { AppendRequest } from './append-request.ts';
import { type ChangeRequest, changeMessage } from './change-message.ts';
import { changeableMs } from './changeable.ts';

const threadId = 't1';
const ann = { type: 'user', userId: 'ann' } as const;

describe('a message of one’s own', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_795_248_000_000 });
  });

  const append = async (request: AppendRequest): Promise<StoredMessage> => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.message;
  };
  const head = async (): Promise<ThreadHead> => {
    const read = await readThread(world.context, threadId);
    if (read === null) throw new Error('no thread');
    return read;
  };
  const change = async (
    { seq, timestamp }: StoredMessage,
    type: 'edit' | 'delete',
    rest: Partial<ChangeRequest> = {},
  ) =>
    changeMessage(world.context, {
      threadId,
      author: ann,
      change: { type, seq },
      timestamp,
      text: type === 'edit' ? 'corrected' : '',
      head: await head(),
      ...rest,
    });
  const messages = async () => {
    const page = await queryMessages(world.context, { threadId });
    return page.outcome === 'page' ? page.messages : [];
  };

  it('is edited in its place, and a message with a number of its own tells of it', async () => {
    const message = await append(byAnn(threadId, { text: 'helo' }));
    await expect(change(message, 'edit')).resolves.toMatchObject({ outcome: 'stored' });
    expect(await messages()).toMatchObject([
      { seq: 1, text: 'corrected', status: 'edited', messageType: 'user' },
      { seq: 2, text: 'corrected', messageType: 'system', sender: 'ann', change: { type: 'edit', seq: 1 } },
    ]);
  });

  it('leaves nothing of its text when it is deleted', async () => {
    const message = await append(byAnn(threadId, { text: 'my password', metadata: { page: '/login' } }));
    await change(message, 'edit', { text: 'my secret' });
    await change(message, 'delete');
    expect(await messages()).toMatchObject([
      { seq: 1, text: '', metadata: {}, status: 'deleted' },
      { seq: 2 },
      { seq: 3, text: '', change: { type: 'delete', seq: 1 } },
    ]);
    expect(JSON.stringify(await messages())).not.toContain('my ');
  });

  it('can be changed for 15 minutes', async () => {
    const message = await append(byAnn(threadId));
    world.advance(changeableMs);
    await expect(change(message, 'edit')).resolves.toMatchObject({ outcome: 'stored' });
    world.advance(1);
    await expect(change(message, 'edit')).resolves.toMatchObject({ outcome: 'notChangeable' });
  });

  it('is changed by its author alone', async () => {
    const byAnna = await append(byAnn(threadId));
    const olga = { type: 'operator', userId: 'olga' } as const;
    await expect(change(byAnna, 'edit', { author: olga })).resolves.toMatchObject({
      outcome: 'notChangeable',
    });
    const reply = await append(replyTo(await head()));
    await expect(change(reply, 'edit')).resolves.toMatchObject({ outcome: 'notChangeable' });
    // A person can be called as a bot is: what they are counts as well.
    const rules = { type: 'operator', userId: 'rules' } as const;
    await expect(change(reply, 'delete', { author: rules })).resolves.toMatchObject({
      outcome: 'notChangeable',
    });
  });

  it('stays deleted', async () => {
    const message = await append(byAnn(threadId));
    await change(message, 'delete');
    await expect(change(message, 'edit')).resolves.toMatchObject({ outcome: 'notChangeable' });
    await expect(change(message, 'delete')).resolves.toMatchObject({ outcome: 'notChangeable' });
  });

  it('I20: is changed once, however often the change is sent, and at whatever time', async () => {
    const message = await append(byAnn(threadId));
    const first = await change(message, 'delete', { clientMessageId: 'd1' });
    world.advance(changeableMs + 1);
    const again = await change(message, 'delete', { clientMessageId: 'd1' });
    expect([first.outcome, again.outcome]).toEqual(['stored', 'duplicate']);
    expect(await messages()).toHaveLength(2);
    const other = await append(byAnn(threadId));
    const reused = await change(other, 'delete', { clientMessageId: 'd1' });
    expect(reused.outcome).toBe('idReused');
  });

  it('asks for no answer, answers nothing and claims nothing when it changes', async () => {
    const question = await append(byAnn(threadId));
    await append(replyTo(await head()));
    await change(question, 'edit');
    expect(await head()).toMatchObject({ lastUserSeq: 1, answeredSeq: 1, ownerEpoch: 1 });
    expect((await head()).waiting).toBeUndefined();
    const answer = await append(byOlga(threadId));
    await append(byAnn(threadId));
    const before = await head();
    await change(answer, 'edit', { author: { type: 'operator', userId: 'olga' } });
    const { seq, lastTimestamp, version, readPositions, ...rest } = await head();
    expect(before).toMatchObject(rest);
    expect(rest.waiting?.kind).toBe('operator');
  });

  it('is nothing unread for the one who changed it', async () => {
    const message = await append(byAnn(threadId));
    await change(message, 'edit');
    expect(unreadBy(await head(), 'ann')).toBe(0);
    expect(unreadBy(await head(), 'olga')).toBe(2);
  });

  it('is not answered when it was deleted before the bot saw it', async () => {
    const message = await append(byAnn(threadId));
    await append(byAnn(threadId, { text: 'and this?' }));
    await change(message, 'delete');
    expect(await readUnanswered(world.context, await head(), 10)).toMatchObject([{ text: 'and this?' }]);
  });

  /** A message of Ann's with a picture, its thumbnail and another file. */
  const withFiles = async () => {
    const file = { threadId, owner: 'ann', type: 'image/png', sizeBytes: 3 };
    for (const attachmentId of ['photo', 'small', 'text'])
      await bringFile(world.context, { ...file, attachmentId, name: `${attachmentId}.png` });
    const sent = { name: 'a.png', type: 'image/png', size: 3 };
    return append(
      byAnn(threadId, {
        attachments: [
          { ...sent, attachmentId: 'photo', thumbnailId: 'small' },
          { ...sent, attachmentId: 'text' },
        ],
      }),
    );
  };
  const filesLeft = async () =>
    (await listAttachments(world.context, threadId))
      .filter(({ isUploaded }) => isUploaded)
      .map(({ attachmentId }) => attachmentId);

  it('loses its files when it is deleted, and keeps them when it is edited', async () => {
    const message = await withFiles();
    const edited = await change(message, 'edit');
    expect(edited).toMatchObject({ outcome: 'stored', removedAttachmentIds: [] });
    expect(await filesLeft()).toEqual(['photo', 'small', 'text']);
    const removedAttachmentIds = ['photo', 'small', 'text'];
    expect(await change(message, 'delete')).toMatchObject({ outcome: 'stored', removedAttachmentIds });
    expect(await filesLeft()).toEqual([]);
    expect(JSON.stringify((await messages()).map(wireMessage))).not.toContain('photo');
  });

  it.each<[string, Partial<ChangeRequest>]>([
    ['someone else', { author: { type: 'user', userId: 'bob' } }],
    ['its author by the number of another message', { change: { type: 'delete', seq: 2 } }],
    ['its author by the time of no message', { timestamp: 1 }],
  ])('keeps its files when it is not deleted: by %s', async (_, rest) => {
    const message = await withFiles();
    const deleted = await change(message, 'delete', rest);
    expect(['notChangeable', 'notParticipant']).toContain(deleted.outcome);
    expect(await filesLeft()).toHaveLength(3);
  });

  it('leaves no edit’s text though there are more than a page of messages, or a first try died before', async () => {
    const message = await append(byAnn(threadId));
    for (let count = 0; count < 100; count += 1) await append(byAnn(threadId, { text: 'between' }));
    await change(message, 'edit', { text: 'my secret' });
    const own = world.another();
    injectFaults(own.client, (operation) => (operation === 'UpdateItem' ? 'lostRequest' : undefined));
    const request: ChangeRequest = {
      threadId,
      author: ann,
      change: { type: 'delete', seq: message.seq },
      timestamp: message.timestamp,
      text: '',
      clientMessageId: 'd1',
      head: await head(),
    };
    await expect(changeMessage(own, request)).rejects.toThrow('no answer');
    await expect(changeMessage(world.context, request)).resolves.toMatchObject({ outcome: 'duplicate' });
    const page = await queryMessages(world.context, { threadId, limit: 200 });
    expect(JSON.stringify(page)).toContain('between');
    expect(JSON.stringify(page)).not.toContain('my secret');
  });

  it('keeps the texts of its edits when it is too late to delete it', async () => {
    const message = await append(byAnn(threadId));
    await change(message, 'edit');
    world.advance(changeableMs + 1);
    await expect(change(message, 'delete')).resolves.toMatchObject({ outcome: 'notChangeable' });
    expect((await messages()).map(({ text }) => text)).toEqual(['corrected', 'corrected']);
  });

  it('loses the texts of its own edits alone, and each once', async () => {
    const message = await append(byAnn(threadId));
    const other = await append(byAnn(threadId));
    await change(other, 'edit', { text: 'stays' });
    await change(message, 'edit', { text: 'goes' });
    world.meter.takeRequests();
    await change(message, 'delete');
    const requests = world.meter.takeRequests();
    expect(requests).toMatchObject({ UpdateItem: 1, Query: 1 });
    expect((await messages()).map(({ text }) => text)).toEqual(['', 'stays', 'stays', '', '']);
  });

  it('opens no thread', async () => {
    const none = changeMessage(world.context, {
      threadId: 'nobody',
      author: ann,
      change: { type: 'edit', seq: 1 },
      timestamp: 1,
      text: 'x',
      head: null,
    });
    await expect(none).resolves.toMatchObject({ outcome: 'noThread' });
  });
});

describe('a reply to a message', () => {
  it('names the message, and a retry that names another one is no retry', async () => {
    const { context } = await createChatWorld();
    await appendMessage(context, byAnn(threadId));
    const reply = byAnn(threadId, { replyTo: 1, clientMessageId: 'c2' });
    await expect(appendMessage(context, reply)).resolves.toMatchObject({ message: { replyTo: 1 } });
    await expect(appendMessage(context, reply)).resolves.toMatchObject({ outcome: 'duplicate' });
    const other = { ...reply, replyTo: 2 };
    await expect(appendMessage(context, other)).resolves.toEqual({ outcome: 'idReused' });
  });
});
