import {
  type Exploration,
  explore,
  type Implementation,
  modelOf,
  type Scenario,
  scenariosOf,
  small,
} from '@switchboard/specification';
import type { ThreadHead } from '../src/threads/thread-head.ts';
import { chatCoreThread, type Decisions, decisions } from './chat-core-thread.ts';

/** The faults show without a crash. */
const withoutCrashes = { ...small, crashes: 0 };

/** How many states of every scenario are explored before any is explored further: most faults show near the beginning of one of them. */
const statesAtMost = [150, 1_000, undefined];

/** What is found out about broken decisions, in the first scenario that finds anything. */
function find(thread: Implementation<ThreadHead>): Exploration['counterexample'] {
  for (const most of statesAtMost) {
    for (const scenario of scenariosOf(withoutCrashes)) {
      const counterexample = findIn(thread, scenario, most);
      if (counterexample !== undefined) return counterexample;
    }
  }
  return undefined;
}

function findIn(
  thread: Implementation<ThreadHead>,
  scenario: Scenario,
  most: number | undefined,
): Exploration['counterexample'] {
  try {
    return explore(modelOf(thread, scenario), most).counterexample;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const { decideAppend, decideOwner, decideRescue, decideSettle, decideCancel } = decisions;

type Append = Decisions['decideAppend'];

/** Appends as if the request, or the head that was read, were another. */
const appending =
  (change: (facts: Parameters<Append>[0]) => Parameters<Append>[0]): Append =>
  (facts) =>
    decideAppend(change(facts));

/** Changes the head that an append makes. */
const leaving =
  (change: (head: ThreadHead, facts: Parameters<Append>[0]) => ThreadHead): Append =>
  (facts) => {
    const decision = decideAppend(facts);
    return 'outcome' in decision ? decision : { ...decision, nextHead: change(decision.nextHead, facts) };
  };

function withoutWait({ waiting: _, ...head }: ThreadHead): ThreadHead {
  return head;
}

function withoutClose({ closedAt: _, ...head }: ThreadHead): ThreadHead {
  return head;
}

function withoutPlace({ queuedSince: _, ...head }: ThreadHead): ThreadHead {
  return head;
}

const isOf = (type: string, { request }: Parameters<Append>[0]): boolean => request.author.type === type;

/** What is wrong, what shows it, and the decisions that are broken. */
const faults: readonly (readonly [string, string, Partial<Decisions>])[] = [
  [
    'a message of a customer waits for nobody',
    'waits is nobody, not bot',
    { decideAppend: leaving((head, facts) => (isOf('user', facts) ? withoutWait(head) : head)) },
  ],
  [
    'a reply answers more than it was asked',
    'message 2 is dealt with, not open',
    {
      decideAppend: appending((facts) =>
        isOf('bot', facts) ? { ...facts, request: { ...facts.request, answersThrough: 99 } } : facts,
      ),
    },
  ],
  [
    'a bot’s post answers everything by default',
    'message 1 is dealt with, not open',
    {
      decideAppend: appending((facts) => {
        const { answersThrough = 99 } = facts.request;
        return isOf('bot', facts) ? { ...facts, request: { ...facts.request, answersThrough } } : facts;
      }),
    },
  ],
  [
    'an operator’s message answers what its author had not seen',
    'is dealt with, not open',
    {
      decideAppend: appending((facts) =>
        isOf('operator', facts) ? { ...facts, request: { ...facts.request, answersThrough: 99 } } : facts,
      ),
    },
  ],
  [
    'a reply is committed although what it was for has been answered',
    'It writes what is to be refused: answered',
    {
      decideAppend: appending((facts) => {
        const { turn } = facts.request;
        return turn === undefined
          ? facts
          : { ...facts, request: { ...facts.request, turn: { ...turn, answeredUntil: 99 } } };
      }),
    },
  ],
  [
    'a reply is committed although the owner has changed in between',
    'It writes what is to be refused: owned',
    {
      decideAppend: appending((facts) => {
        const { turn } = facts.request;
        const ownerEpoch = facts.head?.ownerEpoch ?? 0;
        return turn === undefined
          ? facts
          : { ...facts, request: { ...facts.request, turn: { ...turn, ownerEpoch } } };
      }),
    },
  ],
  [
    'a reply is committed to another life of the thread',
    'It writes what is to be refused: answered',
    { decideAppend: appending((facts) => ({ ...facts, life: facts.head?.createdAt })) },
  ],
  [
    'a bot writes while a human owns the thread',
    'It writes what is to be refused: owned',
    {
      decideAppend: (facts) => {
        const decision = decideAppend(facts);
        if (
          !('outcome' in decision) ||
          decision.outcome !== 'owned' ||
          facts.head === null ||
          !isOf('bot', facts)
        )
          return decision;
        return decideAppend({ ...facts, head: { ...facts.head, owner: { type: 'bot' } } });
      },
    },
  ],
  [
    'a hand-over leaves the thread to the bot',
    'owner is bot, not queue',
    {
      decideAppend: leaving((head) =>
        head.owner.type === 'queue' ? { ...head, owner: { type: 'bot' } } : head,
      ),
    },
  ],
  [
    'a customer’s message leaves the conversation closed',
    'closed is true, not false',
    {
      decideAppend: leaving((head, { head: read }) =>
        read?.closedAt === undefined ? head : { ...head, closedAt: read.closedAt },
      ),
    },
  ],
  [
    'a thread is settled although more was written',
    'It writes what is to be refused: nothing',
    { decideSettle: (head, { life }, now) => decideSettle(head, { life, throughSeq: 99 }, now) },
  ],
  [
    'another life of the thread is settled',
    'It writes what is to be refused: nothing',
    { decideSettle: (head, { throughSeq }, now) => decideSettle(head, { throughSeq }, now) },
  ],
  [
    'tries are not counted',
    'asked is 0, not 5',
    {
      decideRescue: (head, overridden, now) => {
        const rescued = decideRescue(head, overridden, now);
        return rescued?.waiting === undefined
          ? rescued
          : { ...rescued, waiting: { ...rescued.waiting, attempts: 0 } };
      },
    },
  ],
  [
    'a thread whose bot has failed waits for nobody',
    'waits is nobody, not failed',
    {
      decideRescue: (head, overridden, now) => {
        const rescued = decideRescue(head, overridden, now);
        return rescued?.waiting?.kind === 'failed' ? withoutWait(rescued) : rescued;
      },
    },
  ],
  [
    'a sweep counts a try although a human has the thread',
    'asked is 1, not 0',
    { decideRescue: (head, _, now) => decideRescue(head, false, now) },
  ],
  [
    'nobody hands a thread back whose operator has gone',
    'I3: nobody answers the messages',
    {
      decideRescue: (head, overridden, now) =>
        head.owner.type === 'operator' ? undefined : decideRescue(head, overridden, now),
    },
  ],
  [
    'a sweep gives a thread to the bot whose operator took it from the queue and has gone',
    'owner is bot, not queue',
    { decideRescue: (head, overridden, now) => decideRescue(withoutPlace(head), overridden, now) },
  ],
  [
    'nobody puts a thread back into the queue whose operator has gone',
    'I22: the customers wait for an operator who has gone',
    {
      decideRescue: (head, overridden, now) =>
        head.queuedSince === undefined ? decideRescue(head, overridden, now) : undefined,
    },
  ],
  [
    'after a customer’s message nobody knows that the customer waits for a person',
    'owner is bot, not operator:olga',
    {
      decideAppend: appending((facts) => ({
        ...facts,
        head: facts.head && isOf('user', facts) ? withoutPlace(facts.head) : facts.head,
      })),
    },
  ],
  [
    'a thread that is given back goes on waiting for its operator',
    'waits is human, not nobody',
    {
      decideOwner: (head, userId, change, now) => {
        const decision = decideOwner(head, userId, change, now);
        if ('outcome' in decision || change.type !== 'release' || head?.waiting === undefined)
          return decision;
        return { ...decision, waiting: head.waiting };
      },
    },
  ],
  [
    'an operator takes a thread that another has',
    'It writes what is to be refused: owned',
    {
      decideOwner: (head, userId, change, now) =>
        decideOwner(
          head && change.type === 'claim' ? { ...head, owner: { type: 'bot' } } : head,
          userId,
          change,
          now,
        ),
    },
  ],
  [
    'a claim does not show as a change of owner',
    'ownerChanges is 1, not 2',
    {
      decideOwner: (head, userId, change, now) => {
        const decision = decideOwner(head, userId, change, now);
        return 'outcome' in decision || head === null
          ? decision
          : { ...decision, ownerEpoch: head.ownerEpoch };
      },
    },
  ],
  [
    'a conversation that is closed stays open',
    'closed is false, not true',
    {
      decideOwner: (head, userId, change, now) => {
        const decision = decideOwner(head, userId, change, now);
        return 'outcome' in decision ? decision : withoutClose(decision);
      },
    },
  ],
  [
    'a reply is cancelled, and what it was for still waits',
    'not nobody',
    {
      decideCancel: (head, now) => {
        const decision = decideCancel(head, now);
        return 'outcome' in decision || head?.waiting === undefined
          ? decision
          : { ...decision, waiting: head.waiting };
      },
    },
  ],
];

describe('the exploration notices when', () => {
  it.each(faults)('%s', (_, problem, broken) => {
    expect(find(chatCoreThread({ ...decisions, ...broken }))?.problem).toContain(problem);
  });

  it('a write goes through although others have written', () => {
    const unconditional = { ...chatCoreThread(), isAsRead: () => true };
    expect(find(unconditional)?.problem).toBe('A write goes through though others have written.');
  });

  it('two lives of a thread count as one', () => {
    const thread = {
      ...chatCoreThread(),
      isAsRead: (a: ThreadHead | null, b: ThreadHead | null) => a?.version === b?.version,
    };
    expect(find(thread)?.problem).toBe('A write goes through though others have written.');
  });
});
