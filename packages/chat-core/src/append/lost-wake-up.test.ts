import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga, replyTo } from '../../test/requests.ts';
import { listThreads } from '../threads/list-threads.ts';
import { readThread } from '../threads/read-thread.ts';
import { cancelReply, settleThread, sweepThread } from '../threads/sweep-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { patienceMs } from '../threads/waiting.ts';
import { appendMessage } from './append-message.ts';

describe('I3: a message that a customer sends', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
  });

  const threadId = 't1';

  async function headNow(): Promise<ThreadHead> {
    const head = await readThread(world.context, threadId);
    if (head === null) throw new Error('no thread');
    return head;
  }

  const append = async (request: Parameters<typeof appendMessage>[1]) => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result;
  };

  /** The thread waits for an answer to what is open, and the sweeper can see it. */
  async function expectWaiting(kind: 'bot' | 'operator' = 'bot') {
    const head = await headNow();
    expect(head.waiting).toMatchObject({ kind });
    expect(head.lastUserSeq).toBeGreaterThan(head.answeredSeq);
    const list = { type: 'waiting', kinds: [kind] } as const;
    await expect(listThreads(world.context, { list })).resolves.toMatchObject({ heads: [{ threadId }] });
  }

  it('is not lost when the thread is settled between its read of the head and its commit', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    await expect(settleThread(world.context, { threadId, throughSeq: 1 }, read)).resolves.toBe('settled');
    await append(byAnn(threadId, { head: read }));
    await expectWaiting();
  });

  it('is not lost when it commits between the read of the head and the settling', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    await append(byAnn(threadId));
    await expect(settleThread(world.context, { threadId, throughSeq: 1 }, read)).resolves.toBe('waiting');
    await expectWaiting();
  });

  it('is not lost when a reply to the one before commits between its read of the head and its commit', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    await append(replyTo(read));
    await append(byAnn(threadId, { head: read }));
    await expectWaiting();
  });

  it('is not lost when it commits while the bot replies to the one before', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    await append(byAnn(threadId));
    await expect(append(replyTo(read))).resolves.toMatchObject({ head: { answeredSeq: 1 } });
    await expectWaiting();
  });

  it('is not lost when the reply to the one before is cancelled between its read of the head and its commit', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    await cancelReply(world.context, threadId, read);
    await append(byAnn(threadId, { head: read }));
    await expectWaiting();
  });

  it('is not lost when the thread is given up between its read of the head and its commit', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    let head = read;
    for (let sweeps = 0; head.waiting?.kind === 'bot' && sweeps < 20; sweeps += 1) {
      world.advance(patienceMs * 30);
      await sweepThread(world.context, head, false);
      head = await headNow();
    }
    expect(head.waiting?.kind).toBe('failed');
    await append(byAnn(threadId, { head: read }));
    await expectWaiting();
  });

  it('is not lost in 10 races of sends with settlings and replies', async () => {
    for (let round = 0; round < 10; round += 1) {
      const sent = append(byAnn(threadId));
      const settled = readThread(world.context, threadId).then(
        (head) => head && settleThread(world.context, { threadId, throughSeq: head.lastUserSeq }, head),
      );
      const replied = readThread(world.context, threadId).then(
        (head) => head && appendMessage(world.context, replyTo(head)),
      );
      await Promise.all([sent, settled, replied]);
      const { waiting, lastUserSeq, answeredSeq } = await headNow();
      expect(waiting !== undefined).toBe(lastUserSeq > answeredSeq);
    }
  });

  it('still waits after a post of another bot that does not say what it answers', async () => {
    await append(byAnn(threadId));
    const before = await headNow();
    const shop = { type: 'bot', name: 'shop' } as const;
    await append(byBot(threadId, { author: shop, text: 'Sale!' }));
    expect((await headNow()).waiting).toEqual(before.waiting);
    await expectWaiting();
  });

  it('still waits after a message of an operator who had not seen it', async () => {
    await append(byAnn(threadId));
    const seen = await headNow();
    await append(byAnn(threadId));
    await append(byOlga(threadId, { answersThrough: seen.lastUserSeq }));
    expect(await headNow()).toMatchObject({ answeredSeq: 1, lastUserSeq: 2 });
    await expectWaiting('operator');
  });

  it('still waits after a message of an operator that was tried before it came', async () => {
    await append(byAnn(threadId));
    const read = await headNow();
    await append(byAnn(threadId));
    // The operator's client does not say what it shows: what was there when the message was first tried counts.
    await append(byOlga(threadId, { head: read }));
    expect(await headNow()).toMatchObject({ answeredSeq: 1, lastUserSeq: 2 });
    await expectWaiting('operator');
  });

  it('waits no more after a message of an operator who had seen it', async () => {
    await append(byAnn(threadId));
    await append(byOlga(threadId, { answersThrough: 1 }));
    expect(await headNow()).not.toHaveProperty('waiting');
  });
});
