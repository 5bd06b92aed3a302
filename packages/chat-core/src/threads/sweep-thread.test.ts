import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga, replyTo } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { changeOwner } from './change-thread.ts';
import { listThreads } from './list-threads.ts';
import { owesReply } from './ownership.ts';
import { readThread } from './read-thread.ts';
import { cancelReply, settleThread, sweepThread } from './sweep-thread.ts';
import type { ThreadHead, Waiting } from './thread-head.ts';

const threadId = 't1';
const minuteMs = 60_000;

describe('a thread that waits', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
    await append(byAnn(threadId));
  });

  const append = async (request: AppendRequest) => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.head;
  };

  async function headNow(): Promise<ThreadHead> {
    const head = await readThread(world.context, threadId);
    if (head === null) throw new Error('no thread');
    return head;
  }

  const sweep = async (overridden = false) =>
    (await sweepThread(world.context, await headNow(), overridden)).outcome;

  const change = (userId: string, type: 'claim' | 'release', leaseMs?: number) =>
    changeOwner(world.context, {
      threadId,
      userId,
      change: { type, ...(leaseMs === undefined ? {} : { leaseMs }) },
    });

  /** Sweeps every minute and tells when the bot was asked and when it was given up, in minutes from now. */
  async function sweepFor(minutes: number): Promise<{ asked: number[]; parked: number[] }> {
    const asked: number[] = [];
    const parked: number[] = [];
    let head = await headNow();
    for (let minute = 1; minute <= minutes; minute += 1) {
      world.advance(minuteMs);
      // A sweep that leaves the thread alone costs nothing.
      const swept = await sweepThread(world.context, head, false);
      if (swept.outcome === 'asked') asked.push(minute);
      if (swept.outcome === 'parked') parked.push(minute);
      if (swept.outcome !== 'left') ({ head } = swept);
    }
    return { asked, parked };
  }

  it('is left alone for a minute', async () => {
    world.advance(minuteMs - 1_000);
    await expect(sweep()).resolves.toBe('left');
    world.advance(1_000);
    await expect(sweep()).resolves.toBe('asked');
  });

  it('is asked for six times within an hour or so, and is then parked, once', async () => {
    const { asked, parked } = await sweepFor(150);
    expect(asked).toEqual([1, 3, 7, 15, 31, 61]);
    expect(parked).toEqual([63]);
    await expect(headNow()).resolves.toMatchObject({ waiting: { kind: 'failed', attempts: 6 } });
  });

  it('is left alone when it has expired since it was read', async () => {
    const read = await headNow();
    // The write is refused, for the thread is at another version; the thread is read again, and is gone.
    await append(byAnn(threadId));
    world.advance(91 * 24 * 60 * minuteMs);
    await expect(sweepThread(world.context, read, false)).resolves.toEqual({ outcome: 'left' });
    await expect(settleThread(world.context, { threadId, throughSeq: 1 })).resolves.toBe('settled');
  });

  it('is asked for once, though twenty sweeps overlap', async () => {
    world.advance(minuteMs);
    const read = await headNow();
    const swept = await Promise.all(
      Array.from({ length: 20 }, () => sweepThread(world.context, read, false)),
    );
    expect(swept.filter(({ outcome }) => outcome === 'asked')).toHaveLength(1);
    expect(swept.filter(({ outcome }) => outcome === 'left')).toHaveLength(19);
  });

  it('is not asked for more often because its customer writes again and again', async () => {
    const asked: number[] = [];
    for (let minute = 1; minute <= 60; minute += 1) {
      world.advance(minuteMs);
      await append(byAnn(threadId));
      if ((await sweep()) === 'asked') asked.push(minute);
    }
    expect(asked).toEqual([1, 3, 7, 15, 31]);
  });

  it('gets one more try from a message of its customer once it is parked', async () => {
    await sweepFor(95);
    await append(byAnn(threadId));
    // The message itself is published: that is the try. The sweeper gives up again when nothing came of it.
    await expect(headNow()).resolves.toMatchObject({ waiting: { kind: 'bot', attempts: 6 } });
    await expect(sweepFor(60)).resolves.toEqual({ asked: [], parked: [1] });
  });

  it('stays parked when another bot posts something', async () => {
    await sweepFor(95);
    const before = await headNow();
    await append(byBot(threadId, { text: 'Sale!' }));
    expect((await headNow()).waiting).toEqual(before.waiting);
    await expect(sweepFor(5)).resolves.toEqual({ asked: [], parked: [] });
  });

  it('gets all tries again from an operator who gives it back', async () => {
    await sweepFor(95);
    await change('olga', 'claim');
    await expect(headNow()).resolves.toMatchObject({ waiting: { kind: 'operator', attempts: 0 } });
    await change('olga', 'release');
    const waiting = { kind: 'bot', since: world.context.now(), attempts: 0 };
    await expect(headNow()).resolves.toMatchObject({ waiting });
    expect((await sweepFor(5)).asked).toEqual([1, 3]);
  });

  it('begins to wait again with an answer to a part of it', async () => {
    await sweepFor(20);
    await append(byAnn(threadId));
    await append(byBot(threadId, { answersThrough: 1 }));
    await expect(headNow()).resolves.toMatchObject({ waiting: { kind: 'bot', attempts: 0 } });
  });

  it('is not asked for, and never parked, while a human has taken its customer over', async () => {
    for (let minute = 1; minute <= 180; minute += 1) {
      world.advance(minuteMs);
      await expect(sweep(true)).resolves.toBe('left');
    }
    await expect(headNow()).resolves.toMatchObject({ waiting: { kind: 'bot', attempts: 0 } });
    world.advance(5 * minuteMs);
    await expect(sweep()).resolves.toBe('asked');
  });

  it('is left alone while an operator has it, and while it is in the queue', async () => {
    await change('olga', 'claim', 60 * minuteMs);
    await expect(sweepFor(59)).resolves.toEqual({ asked: [], parked: [] });
    await change('olga', 'release');
    await append(byBot(threadId, { handOver: true }));
    await expect(sweepFor(200)).resolves.toEqual({ asked: [], parked: [] });
  });

  it('is handed back by the sweeper when the operator’s lease has run out, and then the bot owes the answer', async () => {
    const claimed = await change('olga', 'claim', minuteMs);
    world.advance(minuteMs - 1);
    await expect(sweep()).resolves.toBe('left');
    world.advance(1);
    await expect(sweep()).resolves.toBe('handedBack');
    const head = await headNow();
    expect(head).toMatchObject({
      owner: { type: 'bot' },
      participants: [{ userId: 'ann' }],
      waiting: { kind: 'bot', attempts: 0 },
    });
    expect(head.ownerEpoch).toBe((claimed.outcome === 'changed' ? claimed.head.ownerEpoch : 0) + 1);
    await expect(sweep()).resolves.toBe('left');
  });

  it('is handed back by the next message when the operator’s lease has run out', async () => {
    await change('olga', 'claim', minuteMs);
    world.advance(minuteMs);
    await expect(append(byAnn(threadId))).resolves.toMatchObject({
      owner: { type: 'bot' },
      ownerEpoch: 3,
      participants: [{ userId: 'ann' }],
      waiting: { kind: 'bot', attempts: 0 },
    });
  });

  it('does not wait any more when all of it is settled, except in the operators’ queue', async () => {
    await append(byBot(threadId, { handOver: true }));
    await expect(settleThread(world.context, { threadId, throughSeq: 1 })).resolves.toBe('waiting');
    await change('olga', 'claim', minuteMs);
    // Nor while the customer waits for the operator who took it there.
    await expect(settleThread(world.context, { threadId, throughSeq: 1 })).resolves.toBe('waiting');
    await append(byOlga(threadId, { answersThrough: 0, leaseMs: minuteMs }));
    world.advance(minuteMs);
    await expect(settleThread(world.context, { threadId, throughSeq: 1 })).resolves.toBe('settled');
    // Settling has written the hand-back of the lease that ran out.
    await expect(headNow()).resolves.toMatchObject({ owner: { type: 'bot' }, answeredSeq: 1 });
  });

  describe('whose operator took it from the queue, and has gone without a word,', () => {
    let queued: ThreadHead;
    beforeEach(async () => {
      queued = await append(byBot(threadId, { handOver: true, answersThrough: 1 }));
      world.advance(minuteMs);
      await change('olga', 'claim', 30 * minuteMs);
      world.advance(30 * minuteMs);
    });

    const listed = async (kind: Waiting['kind']) => {
      const page = await listThreads(world.context, { list: { type: 'waiting', kinds: [kind] } });
      return page.outcome === 'page' ? page.heads.map((head) => head.threadId) : [];
    };

    it('is where a sweep finds it, though every message is answered, and goes back to its place in the queue, once', async () => {
      await expect(listed('operator')).resolves.toEqual([threadId]);
      const read = await headNow();
      const swept = await Promise.all(
        Array.from({ length: 5 }, () => sweepThread(world.context, read, false)),
      );
      expect(swept.map(({ outcome }) => outcome).toSorted()).toEqual([...Array(4).fill('left'), 'requeued']);
      await expect(headNow()).resolves.toMatchObject({
        owner: { type: 'queue' },
        ownerEpoch: queued.ownerEpoch + 2,
        participants: [{ userId: 'ann' }],
        waiting: queued.waiting,
      });
      await expect(listed('queue')).resolves.toEqual([threadId]);
    });

    it('is nobody’s to answer but people’s when the customer writes again: it stays where a sweep finds it', async () => {
      const head = await append(byAnn(threadId));
      expect(head).toMatchObject({ owner: { type: 'operator' }, waiting: { kind: 'operator' } });
      expect(owesReply(head, false, world.context.now())).toBe(false);
      const posted = await appendMessage(world.context, byBot(threadId));
      expect(posted).toMatchObject({ outcome: 'owned', owner: { type: 'queue' } });
      await expect(sweep(true)).resolves.toBe('requeued');
      await expect(headNow()).resolves.toMatchObject({ waiting: queued.waiting, lastUserSeq: 3 });
    });

    it('is the operator’s again who comes back and writes, unless a colleague was faster', async () => {
      await change('otto', 'claim');
      const late = await appendMessage(world.context, byOlga(threadId));
      expect(late).toMatchObject({ outcome: 'owned', owner: { userId: 'otto' } });
      world.advance(30 * minuteMs);
      await expect(append(byOlga(threadId))).resolves.toMatchObject({ owner: { userId: 'olga' } });
      world.advance(30 * minuteMs);
      await expect(sweep()).resolves.toBe('handedBack');
    });

    it('is one’s alone who wins a race: a sweep, a colleague, the customer and the operator at once', async () => {
      const read = await headNow();
      const [swept, claimed] = await Promise.all([
        sweepThread(world.context, read, false),
        change('otto', 'claim'),
        append(byAnn(threadId)),
        appendMessage(world.context, byOlga(threadId)),
      ]);
      const head = await headNow();
      // Whoever was first, someone who takes the thread keeps it, and the sweep never takes it away.
      expect(['left', 'requeued']).toContain(swept.outcome);
      expect(head.owner).toMatchObject({
        type: 'operator',
        userId: claimed.outcome === 'changed' ? 'otto' : 'olga',
      });
    });
  });
});

describe('a reply that is cancelled', () => {
  let world: ChatWorld;
  let read: ThreadHead;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
    const first = await appendMessage(world.context, byAnn(threadId));
    if (first.outcome !== 'stored') throw new Error(first.outcome);
    read = first.head;
  });

  it('is refused when the bot commits it afterwards, and what it would have answered is answered', async () => {
    await expect(cancelReply(world.context, threadId)).resolves.toMatchObject({
      outcome: 'cancelled',
      head: { answeredSeq: 1 },
    });
    await expect(appendMessage(world.context, replyTo(read))).resolves.toEqual({ outcome: 'answered' });
    const head = await readThread(world.context, threadId);
    expect(head).toMatchObject({ seq: 1 });
    expect(head).not.toHaveProperty('waiting');
  });

  it('is none when the bot has committed it before', async () => {
    await appendMessage(world.context, replyTo(read));
    await expect(cancelReply(world.context, threadId)).resolves.toEqual({ outcome: 'noReply' });
  });

  it('is either stored or refused in a race, never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const asked = await appendMessage(world.context, byAnn(threadId));
      if (asked.outcome !== 'stored') throw new Error(asked.outcome);
      const [replied, cancelled] = await Promise.all([
        appendMessage(world.context, replyTo(asked.head)),
        cancelReply(world.context, threadId, asked.head),
      ]);
      expect([replied.outcome, cancelled.outcome].toSorted()).toEqual(
        replied.outcome === 'stored' ? ['noReply', 'stored'] : ['answered', 'cancelled'],
      );
    }
  });

  it('is refused though the lease of an operator has run out and nobody has written since', async () => {
    const claim = { type: 'claim', leaseMs: minuteMs } as const;
    await changeOwner(world.context, { threadId, userId: 'olga', change: claim });
    world.advance(minuteMs);
    const begun = await readThread(world.context, threadId);
    if (begun === null) throw new Error('no thread');
    await expect(cancelReply(world.context, threadId)).resolves.toMatchObject({ outcome: 'cancelled' });
    const replied = await appendMessage(world.context, replyTo(begun));
    expect(replied.outcome).not.toBe('stored');
  });

  it.each(['queue', 'operator', 'nobody'])('is none where the bot owes none: %s', async (owner) => {
    if (owner === 'queue') await appendMessage(world.context, byBot(threadId, { handOver: true }));
    if (owner === 'operator')
      await changeOwner(world.context, { threadId, userId: 'olga', change: { type: 'claim' } });
    const asked = owner === 'nobody' ? 'nowhere' : threadId;
    await expect(cancelReply(world.context, asked)).resolves.toEqual({ outcome: 'noReply' });
  });
});
