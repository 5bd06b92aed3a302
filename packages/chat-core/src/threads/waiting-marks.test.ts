import { DeleteCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga, replyTo } from '../../test/requests.ts';
import { runCount } from '../../test/run-count.ts';
import { leaseMs, type Operation, ThreadModel } from '../../test/thread-model.ts';
import { appendMessage } from '../append/append-message.ts';
import { changeOwner } from './change-thread.ts';
import { listThreads, type ThreadList } from './list-threads.ts';
import { owesReply } from './ownership.ts';
import { readThread } from './read-thread.ts';
import { partitionsOf } from './shards.ts';
import { cancelReply, settleThread, sweepThread } from './sweep-thread.ts';
import type { ThreadHead } from './thread-head.ts';
import { awaitingIndex } from './threads.table.ts';

const kinds = ['bot', 'queue', 'operator', 'failed'] as const;
const operator = fc.constantFrom('olga', 'otto');

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ type: 'send' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('reply' as const),
      leaves: fc.constantFrom(0, 0, 1),
      handsOver: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'post' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('write' as const), by: operator, hasSeen: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('claim' as const, 'release' as const, 'requeue' as const, 'close' as const),
      by: operator,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('transfer' as const), by: operator, to: operator }) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constantFrom('settle' as const, 'cancel' as const, 'sweep' as const) }),
  },
);

const minuteMs = 60_000;

/** How much time goes by before a step: mostly little, sometimes a lease, rarely a life. */
const passed = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 3 * minuteMs }) },
  { weight: 6, arbitrary: fc.integer({ min: leaseMs, max: 40 * minuteMs }) },
  { weight: 1, arbitrary: fc.constant(91 * 86_400_000) },
);

const names = ['a', 'b', 'c'] as const;

/** One step, or a night in which nobody but the sweeper is there. */
type Step = 'night' | { readonly name: string; readonly passedMs: number; readonly operation: Operation };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ name: fc.constantFrom(...names), passedMs: passed, operation }) },
  { weight: 1, arbitrary: fc.constant('night' as const) },
);

const soon = (asked: Operation): Step => ({ name: 'a', passedMs: 1_000, operation: asked });

/** Steps that come past every kind of wait, and every way out of one, so that no run of the property misses one. */
const everyKind: Step[] = [
  soon({ type: 'send' }),
  'night',
  soon({ type: 'post' }),
  soon({ type: 'send' }),
  soon({ type: 'claim', by: 'olga' }),
  soon({ type: 'release', by: 'olga' }),
  soon({ type: 'sweep' }),
  soon({ type: 'reply', leaves: 0, handsOver: true }),
  soon({ type: 'claim', by: 'otto' }),
  soon({ type: 'requeue', by: 'otto' }),
  soon({ type: 'close', by: 'olga' }),
  soon({ type: 'write', by: 'olga', hasSeen: true }),
];

describe('what a thread waits for', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
  });

  const headOf = (threadId: string) => readThread(world.context, threadId);

  async function perform(threadId: string, asked: Operation, head: ThreadHead | null): Promise<void> {
    const { context } = world;
    switch (asked.type) {
      case 'send':
        await appendMessage(context, byAnn(threadId));
        return;
      case 'reply': {
        // A bot replies where it owes an answer, to the oldest open messages.
        if (!owesReply(head, false, context.now())) return;
        const open = openOf(threadId, head).slice(0, asked.leaves === 0 ? undefined : -asked.leaves);
        const answersThrough = open.at(-1) ?? 0;
        await appendMessage(context, replyTo(head, { answersThrough, handOver: asked.handsOver }));
        return;
      }
      case 'post':
        await appendMessage(context, byBot(threadId, { author: { type: 'bot', name: 'shop' } }));
        return;
      case 'write': {
        const author = { type: 'operator', userId: asked.by } as const;
        const answersThrough = asked.hasSeen ? (head?.lastUserSeq ?? 0) : 0;
        await appendMessage(context, byOlga(threadId, { author, answersThrough, leaseMs }));
        return;
      }
      case 'settle':
        await settleThread(context, { threadId, throughSeq: head?.lastUserSeq ?? 0 });
        return;
      case 'cancel':
        await cancelReply(context, threadId);
        return;
      case 'sweep':
        if (head !== null) await sweepThread(context, head, false);
        return;
      case 'transfer': {
        const change = { type: asked.type, to: asked.to, leaseMs } as const;
        await changeOwner(context, { threadId, userId: asked.by, change });
        return;
      }
      default: {
        const change = asked.type === 'claim' ? { type: asked.type, leaseMs } : { type: asked.type };
        await changeOwner(context, { threadId, userId: asked.by, change });
      }
    }
  }

  /** The numbers of a thread's messages by the customer that have no answer, oldest first. */
  function openOf(threadId: string, head: ThreadHead | null): readonly number[] {
    if (head === null) return [];
    return (sentSeqs.get(threadId) ?? []).filter((seq) => seq > head.answeredSeq);
  }

  const sentSeqs = new Map<string, number[]>();

  /** The item has the mark of the partition of this kind, and of no other. */
  async function expectMark(threadId: string, model: ThreadModel | undefined): Promise<void> {
    const now = world.context.now();
    const kind = model?.kind(now);
    const { Item = {} } = await world.client.send(
      new GetCommand({ TableName: world.tables.threads, Key: { threadId }, ConsistentRead: true }),
    );
    if (kind === undefined) expect(Item).not.toHaveProperty('queue');
    else expect(partitionsOf(kind)).toContain(Item.queue);
    // The index is sparse: it needs both, or neither.
    expect('awaitingReplySince' in Item).toBe('queue' in Item);
    expect(Item.attempts ?? 0).toBe(model?.asked(now));
  }

  async function idsIn(list: ThreadList, prefix: string): Promise<readonly string[]> {
    const page = await listThreads(world.context, { list, limit: 10_000 });
    if (page.outcome !== 'page') throw new Error(page.outcome);
    return page.heads
      .map(({ threadId }) => threadId)
      .filter((threadId) => threadId.startsWith(prefix))
      .toSorted();
  }

  let runs = 0;

  it('is one thing at a time, and in the index of that and no other, after every operation', async () => {
    const seen = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 24 }), async (steps) => {
        runs += 1;
        const prefix = `run-${runs}-`;
        const models = new Map(names.map((name) => [`${prefix}${name}`, new ThreadModel()]));
        const { now } = world.context;

        async function carryOut(threadId: string, asked: Operation): Promise<void> {
          const before = await headOf(threadId);
          await perform(threadId, asked, before);
          if (asked.type === 'send') {
            const earlier = before === null ? [] : (sentSeqs.get(threadId) ?? []);
            sentSeqs.set(threadId, [...earlier, (before?.seq ?? 0) + 1]);
          }
          models.get(threadId)?.apply(asked, now());
        }

        /** The index lists each thread under what it waits for. Expired threads are left out: DynamoDB may not have deleted them yet. */
        async function expectIndexed(): Promise<void> {
          const { Items = [] } = await world.client.send(
            new ScanCommand({ TableName: world.tables.threads, IndexName: awaitingIndex }),
          );
          for (const [threadId, model] of models) {
            const kind = model.kind(now());
            seen.add(kind);
            if (model.list(now()) === undefined) continue;
            const marks = Items.filter((item) => item.threadId === threadId).map(({ queue }) =>
              String(queue),
            );
            const indexed = marks.map((mark) => kinds.find((each) => partitionsOf(each).includes(mark)));
            expect({ [threadId]: indexed }).toEqual({ [threadId]: kind === undefined ? [] : [kind] });
          }
        }

        /** Each list has the threads that belong to it. */
        async function expectListed(): Promise<void> {
          for (const kind of kinds) {
            const expected = [...models].filter(([, model]) => model.kind(now()) === kind);
            const listed = await idsIn({ type: 'waiting', kinds: [kind] }, prefix);
            expect({ [kind]: listed }).toEqual({ [kind]: expected.map(([threadId]) => threadId) });
          }
        }

        for (const each of steps) {
          if (each === 'night') {
            for (let sweeps = 0; sweeps < 9; sweeps += 1) {
              world.advance(31 * minuteMs);
              for (const threadId of models.keys()) await carryOut(threadId, { type: 'sweep' });
            }
            await expectListed();
          } else {
            world.advance(each.passedMs);
            const threadId = `${prefix}${each.name}`;
            await carryOut(threadId, each.operation);
            const model = models.get(threadId);
            if (model?.list(now()) !== undefined) await expectMark(threadId, model);
          }
          await expectIndexed();
        }
        await expectListed();
        for (const userId of ['olga', 'otto']) {
          const expected = [...models].filter(([, model]) => model.list(now()) === `operator ${userId}`);
          const listed = await idsIn({ type: 'operator', userId }, prefix);
          expect(listed).toEqual(expected.map(([threadId]) => threadId));
        }
        for (const type of ['bot', 'closed'] as const) {
          const expected = [...models].filter(([, model]) => model.list(now()) === type);
          expect(await idsIn({ type }, prefix)).toEqual(expected.map(([threadId]) => threadId));
        }
        // The lists of the next case are to be short.
        for (const threadId of models.keys())
          await world.client.send(new DeleteCommand({ TableName: world.tables.threads, Key: { threadId } }));
      }),
      { numRuns: runCount(2, 0.2), examples: [[everyKind]] },
    );
    // The property says something about each of them.
    expect(seen).toEqual(new Set([undefined, ...kinds]));
  });
});
