import type { ServerFrame } from '@switchboard/protocol';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, replyTo } from '../../test/requests.ts';
import { testHead } from '../../test/test-head.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { createWebDeliverer } from '../delivery/web-deliverer.ts';
import { setDuty } from '../operators/duty.ts';
import { announceQueue, describeThreads } from '../operators/thread-rows.ts';
import { eraseUser } from '../users/erase-user.ts';
import type { OwnerChange } from './change-owner.ts';
import { changeOwner } from './change-thread.ts';
import { listOf } from './head-item.ts';
import { listThreads, type ThreadList } from './list-threads.ts';
import { sweepThread } from './sweep-thread.ts';
import type { OpenQuestion, ThreadHead } from './thread-head.ts';

const start = 1_800_000_000_000;
const minuteMs = 60_000;
/** How long an operator has a thread without writing. */
const leaseMs = 30 * minuteMs;

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld({ stillAt: start });
});

const append = async (request: AppendRequest): Promise<ThreadHead> => {
  const result = await appendMessage(world.context, request);
  if (result.outcome !== 'stored') throw new Error(result.outcome);
  return result.head;
};

const questionAt = (
  since: number,
  of: OpenQuestion['of'] = 'operator',
  { id = 'q1', lastsMs = 10 * minuteMs, replyId }: { id?: string; lastsMs?: number; replyId?: string } = {},
): OpenQuestion => ({
  id,
  of,
  until: since + lastsMs,
  ...(of === 'operator'
    ? { shown: { text: 'Refund the tea?', since, replyId: replyId ?? `reply-${id}` } }
    : {}),
});

/** The bot answers what waits by a question. */
const ask = (read: ThreadHead, question: OpenQuestion) =>
  append(
    replyTo(read, {
      turn: { ownerEpoch: read.ownerEpoch, answeredUntil: read.answeredSeq, question },
      text: 'I have to ask a colleague.',
    }),
  );

const begin = async (threadId = 't1', of: OpenQuestion['of'] = 'operator', lastsMs = 10 * minuteMs) => {
  const read = await append(byAnn(threadId));
  return ask(read, questionAt(world.context.now(), of, { lastsMs }));
};

const operate = async (type: Exclude<OwnerChange['type'], 'transfer'>, userId = 'olga') => {
  const changed = await changeOwner(world.context, { threadId: 't1', userId, change: { type } });
  if (changed.outcome !== 'changed') throw new Error(changed.outcome);
  return changed.head;
};

const answer = (head: ThreadHead) =>
  append({
    threadId: 't1',
    author: { type: 'operator', userId: 'olga' },
    text: 'Yes',
    answersQuestion: { id: 'q1', isApproved: true },
    head,
  });

const idsIn = async (list: ThreadList) => {
  const page = await listThreads(world.context, { list });
  return page.outcome === 'page' ? page.heads.map(({ threadId }) => threadId) : page.outcome;
};

describe('a question to operators', () => {
  it('brings its thread into the queue of the operators, and leaves it with the bot', async () => {
    const head = await begin();
    expect(listOf(head)).toBe('asked#0');
    await expect(idsIn({ type: 'queue' })).resolves.toEqual(['t1']);
    await expect(idsIn({ type: 'bot' })).resolves.toEqual(['t1']);
    await expect(describeThreads(world.context, [head], undefined)).resolves.toMatchObject([
      {
        waiting: 'none',
        since: start,
        owner: { type: 'bot' },
        question: { id: 'q1', text: 'Refund the tea?', expiresAt: start + 10 * minuteMs },
      },
    ]);
  });

  it('to the customer does not', async () => {
    const head = await begin('t1', 'customer');
    await expect(idsIn({ type: 'queue' })).resolves.toEqual([]);
    const [row] = await describeThreads(world.context, [head], undefined);
    expect(row).not.toHaveProperty('question');
  });

  it('stands in the queue among those who wait, where its time puts it', async () => {
    const wait = async (threadId: string) => {
      const read = await append(byAnn(threadId));
      await append(replyTo(read, { handOver: true }));
      world.advance(minuteMs);
    };
    await wait('first');
    await begin();
    world.advance(minuteMs);
    await wait('last');
    await expect(idsIn({ type: 'queue' })).resolves.toEqual(['first', 't1', 'last']);
    const page = await listThreads(world.context, { list: { type: 'queue' }, limit: 2 });
    const { cursor = '' } = page.outcome === 'page' ? page : {};
    await expect(
      listThreads(world.context, { list: { type: 'queue' }, limit: 2, cursor }),
    ).resolves.toMatchObject({ heads: [{ threadId: 'last' }] });
  });

  it('stays in its place while the customer writes on, and waits for the bot', async () => {
    await begin();
    world.advance(minuteMs);
    const more = await append(byAnn('t1'));
    await expect(idsIn({ type: 'queue' })).resolves.toEqual(['t1']);
    await expect(describeThreads(world.context, [more], undefined)).resolves.toMatchObject([
      { waiting: 'bot', since: start, question: { id: 'q1' } },
    ]);
  });

  it.each<[string, (head: ThreadHead) => unknown]>([
    ['an operator has answered it', answer],
    ['an operator has the thread', () => operate('claim')],
    ['the conversation is closed', () => operate('close')],
    ['its time is up', () => world.advance(10 * minuteMs)],
    ['its customer was erased', () => eraseUser(world.context, 'ann', [])],
    ['its thread has expired', () => world.advance(100 * 24 * 60 * minuteMs)],
    ['the bot asks something else', (head) => ask(head, questionAt(start, 'customer', { id: 'q2' }))],
  ])('leaves the queue once %s', async (_, end) => {
    const head = await begin();
    await expect(idsIn({ type: 'queue' })).resolves.toEqual(['t1']);
    await end(head);
    await expect(idsIn({ type: 'queue' })).resolves.toEqual([]);
  });

  it('is in the queue again when its thread is the bot’s again', async () => {
    await begin();
    await operate('claim');
    await operate('release');
    await expect(idsIn({ type: 'queue' })).resolves.toEqual(['t1']);
  });

  it('of a thread whose bot has failed is shown with it, and the thread is listed once', async () => {
    await begin('t1', 'operator', 120 * minuteMs);
    const more = await append(byAnn('t1'));
    let head = more;
    const failed = { ...head, waiting: { kind: 'failed', since: start, attempts: 6 } } as const;
    expect(listOf(failed)).not.toBe('asked#0');
    for (let minute = 0; minute < 80 && head.waiting?.kind !== 'failed'; minute += 1) {
      world.advance(minuteMs);
      const swept = await sweepThread(world.context, head, false);
      if (swept.outcome !== 'left') head = swept.head;
    }
    await expect(idsIn({ type: 'queue' })).resolves.toEqual(['t1']);
    const [row] = await describeThreads(world.context, [head], undefined);
    expect(row).toMatchObject({ waiting: 'failed', since: head.waiting?.since, question: { id: 'q1' } });
  });

  it('is shown in a thread whose operator’s lease has ended, although the head still names the operator', async () => {
    await begin('t1', 'operator', 2 * leaseMs);
    const claimed = await operate('claim');
    const questions = async () =>
      (await describeThreads(world.context, [claimed], undefined)).map(({ question }) => question?.id);
    await expect(questions()).resolves.toEqual([undefined]);
    world.advance(leaseMs + minuteMs);
    await expect(questions()).resolves.toEqual(['q1']);
  });
});

describe('the operators', () => {
  const frames: ServerFrame<'queue.changed'>[] = [];
  beforeEach(async () => {
    frames.length = 0;
    await setDuty(world.context, 'olga', 'available');
    await recordConnect(world.context, { userId: 'olga', connectionId: 'desk' });
  });

  const post = async (_: string, data: string) => {
    frames.push(JSON.parse(data));
    return 'posted' as const;
  };
  const deliverer = createWebDeliverer({ poster: { post, close: async () => {} } });
  const announce = async (before: ThreadHead | null, head: ThreadHead) => {
    await announceQueue(world.context, { deliverer }, before, head);
    const [{ change, silent = false, question } = {}] = frames.splice(0);
    return { change, silent, asks: question !== undefined };
  };

  it('are told of a question when it comes, changes and ends', async () => {
    const read = await append(byAnn('t1'));
    const asked = await ask(read, questionAt(start));
    expect(await announce(read, asked)).toEqual({ change: 'added', silent: false, asks: true });
    const more = await append(byAnn('t1'));
    expect(await announce(asked, more)).toEqual({ change: 'updated', silent: false, asks: true });
    const answered = await answer(more);
    expect(await announce(more, answered)).toEqual({ change: 'removed', silent: false, asks: false });
  });

  it('are alerted of a question that the bot asks again under the same id', async () => {
    const asked = await begin();
    const more = await append(byAnn('t1'));
    const again = await ask(more, questionAt(start, 'operator', { replyId: 'another reply' }));
    expect(await announce(asked, more)).toMatchObject({ change: 'updated' });
    expect(await announce(more, again)).toEqual({ change: 'added', silent: false, asks: true });
  });

  it('are shown it again, and not alerted, when its thread is released', async () => {
    const asked = await begin();
    const claimed = await operate('claim');
    expect(await announce(asked, claimed)).toMatchObject({ change: 'removed', asks: false });
    const released = await operate('release');
    expect(await announce(claimed, released)).toEqual({ change: 'added', silent: true, asks: true });
  });

  it('are not told of a question whose time is up', async () => {
    const asked = await begin();
    const claimed = await operate('claim');
    world.advance(10 * minuteMs);
    expect(await announce(asked, asked)).toMatchObject({ change: 'removed', asks: false });
    expect(await announce(claimed, await operate('release'))).toMatchObject({ change: 'removed' });
  });

  it('are alerted of a thread that was asked about and now waits for them', async () => {
    const asked = await begin();
    const failed = testHead({ ...asked, waiting: { kind: 'failed', since: start, attempts: 6 } });
    expect(await announce(asked, failed)).toEqual({ change: 'added', silent: false, asks: true });
    expect(await announce(failed, asked)).toEqual({ change: 'added', silent: true, asks: true });
  });

  it('cost nothing where a question is the customer’s', async () => {
    const read = await append(byAnn('t1'));
    const asked = await ask(read, questionAt(start, 'customer'));
    world.meter.takeRequests();
    await announce(read, asked);
    expect(world.meter.takeRequests()).toEqual({});
  });
});
