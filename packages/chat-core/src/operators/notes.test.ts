import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, replyTo } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { addNote, readNotes, writeSummary } from './notes.ts';
import { readDetails } from './thread-details.ts';

describe('the notes of operators', () => {
  let world: ChatWorld;
  let head: ThreadHead;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
    head = await append(byAnn('t1'));
  });

  const append = async (request: AppendRequest): Promise<ThreadHead> => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.head;
  };

  const textsOf = async (of: ThreadHead) => (await readNotes(world.context, of)).map(({ text }) => text);

  it('are of their thread, oldest first, and take no number of the customer’s messages', async () => {
    for (const text of ['calm', 'asks for a refund']) {
      await expect(addNote(world.context, head, { text, author: 'olga' })).resolves.toMatchObject({
        outcome: 'stored',
        note: { text, author: 'olga', threadId: 't1', kind: 'note' },
      });
      world.advance(1);
    }
    await expect(textsOf(head)).resolves.toEqual(['calm', 'asks for a refund']);
    await expect(append(byAnn('t1'))).resolves.toMatchObject({ seq: 2 });
    await expect(textsOf(await append(byAnn('t2')))).resolves.toEqual([]);
  });

  it('I20: are stored once for an author, an id and a text, and an id with another text is refused', async () => {
    const request = { text: 'calm', author: 'olga', clientMessageId: 'c1' };
    const first = await addNote(world.context, head, request);
    world.advance(1);
    const again = await Promise.all(Array.from({ length: 8 }, () => addNote(world.context, head, request)));
    for (const result of again) expect(result).toEqual({ ...first, outcome: 'duplicate' });
    const other = await addNote(world.context, head, { ...request, text: 'angry' });
    expect(other).toEqual({ outcome: 'idReused' });
    const otto = await addNote(world.context, head, { ...request, author: 'otto', text: 'angry' });
    expect(otto).toMatchObject({ outcome: 'stored' });
    expect((await textsOf(head)).toSorted()).toEqual(['angry', 'calm']);
  });

  it('I18: end with the life of their thread, and their ids with them', async () => {
    const request = { text: 'calm', author: 'olga', clientMessageId: 'c1' };
    await addNote({ ...world.context, retentionDays: 300 }, head, request);
    world.advance(100 * 86_400_000);
    const next = await append(byAnn('t1'));
    await expect(textsOf(next)).resolves.toEqual([]);
    const again = await addNote(world.context, next, { ...request, text: 'angry' });
    expect(again).toMatchObject({ outcome: 'stored' });
    await expect(textsOf(next)).resolves.toEqual(['angry']);
  });

  it('have the bot’s summary of a hand-over, written in its transaction, the newest one', async () => {
    const handOver = (read: ThreadHead, text: string) =>
      appendMessage(
        world.context,
        replyTo(read, {
          handOver: true,
          extraWrites: [writeSummary(world.context, read, { text, author: 'rules' })],
        }),
      );
    await handOver(head, 'wants a refund');
    // A hand-over that is refused leaves the summary as it is.
    await expect(handOver(head, 'never happened')).resolves.toMatchObject({ outcome: 'owned' });
    const other = await append(byAnn('t2'));
    const { summaries } = await readDetails(world.context, [head, other]);
    expect([...summaries]).toEqual([['t1', 'wants a refund']]);
    await expect(textsOf(head)).resolves.toEqual(['wants a refund']);
  });

  it('have no summary of an earlier hand-over once a later one says nothing', async () => {
    await appendMessage(
      world.context,
      replyTo(head, {
        handOver: true,
        extraWrites: [writeSummary(world.context, head, { text: 'wants a refund', author: 'rules' })],
      }),
    );
    const { Put } = writeSummary(world.context, head, { text: '', author: 'rules' });
    if (Put === undefined) throw new Error('no put');
    await append(
      byBot('t2', { author: { type: 'bot', name: 'x', opensFor: 'ann' }, extraWrites: [{ Put }] }),
    );
    expect((await readDetails(world.context, [head])).summaries.size).toBe(0);
    await expect(textsOf(head)).resolves.toEqual([]);
  });

  it('I18: have no summary of an earlier life', async () => {
    await appendMessage(world.context, byBot('t1', { handOver: true }));
    const { Put } = writeSummary(world.context, head, { text: 'old', author: 'rules' });
    if (Put === undefined) throw new Error('no put');
    await append(
      byBot('t2', { author: { type: 'bot', name: 'x', opensFor: 'ann' }, extraWrites: [{ Put }] }),
    );
    const later = { ...head, createdAt: head.createdAt + 1 };
    expect((await readDetails(world.context, [later])).summaries.size).toBe(0);
    expect((await readDetails(world.context, [head])).summaries.size).toBe(1);
  });
});
