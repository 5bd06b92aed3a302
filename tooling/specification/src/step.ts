import type { Action, Outcome, Refusal } from './action.ts';
import {
  type Author,
  type Fate,
  isForPeople,
  isOverridden,
  newestOfCustomers,
  numberOf,
  type Owner,
  openIn,
  type Question,
  type Thread,
  unusedThread,
  waitsFor,
} from './thread.ts';

/** How often the sweeper asks a bot that does not answer, before people are asked. */
export const mostAsked = 6;

type Of<Type extends Action['type']> = Extract<Action, { readonly type: Type }>;

const refused = (why: Refusal): Outcome => ({ type: 'refused', why });
const done = (thread: Thread): Outcome => ({ type: 'done', thread: settled(thread) });

/** What a thread becomes by an action. This is all that a thread promises. */
export function step(thread: Thread, action: Action): Outcome {
  switch (action.type) {
    case 'write':
      return write(thread, action);
    case 'change':
      return change(thread, action);
    case 'notice':
      return notice(thread, action);
    case 'answer':
      return answer(thread, action);
    case 'reply':
      return reply(thread, action);
    case 'claim':
    case 'release':
    case 'requeue':
    case 'close':
    case 'transfer':
      return changeOwner(thread, action);
    case 'cancel':
      return cancel(thread, action);
    case 'settle':
      return settle(thread, action);
    case 'sweep':
      return sweep(thread, action);
    case 'deliver':
      return deliver(thread, action);
    case 'lapse':
      return lapse(thread);
    case 'expire':
      return expire(thread);
    case 'override':
      return override(thread, action);
    case 'join':
      return done({ ...thread, customers: [...thread.customers, action.user] });
  }
}

/** What is counted for a bot counts while the bot owes something. */
function settled(thread: Thread): Thread {
  switch (waitsFor(thread)) {
    case 'bot':
    case 'question':
      return thread;
    case 'failed':
      return { ...thread, asked: mostAsked };
    default:
      return { ...thread, asked: 0, failed: false };
  }
}

/** The thread with a new owner: it is open, and the counts of the bot's tries start over. */
const givenTo = (thread: Thread, owner: Owner): Thread => ({
  ...thread,
  owner,
  ownerChanges: thread.ownerChanges + 1,
  asked: 0,
  failed: false,
  closed: false,
});

/**
 * If the operator's time has run out, the thread is the bot's again. If its customers still wait for a person, it is in the queue
 * again.
 */
export function handedBack(thread: Thread): Thread {
  const { owner } = thread;
  if (owner.type !== 'operator' || !owner.lapsed) return thread;
  return givenTo(thread, { type: owner.isAwaited ? 'queue' : 'bot' });
}

/**
 * As one finds it who only writes in it. Operators are told of whatever comes into the queue, so only the sweeper and operators put
 * a thread there. Others leave it with the operator whose time has run out.
 */
function found(thread: Thread): Thread {
  const after = handedBack(thread);
  return after.owner.type === 'queue' ? thread : after;
}

/** An operator who takes a thread from the queue, or one whose bot has failed, owes its customers a message. */
const takenBy = (name: string, { isAwaited }: { readonly isAwaited: boolean }): Owner => ({
  type: 'operator',
  name,
  lapsed: false,
  isAwaited,
});

const isAwaited = (thread: Thread): boolean => isForPeople(thread) || waitsFor(thread) === 'failed';

/** Deals with the open messages up to a number. An answer gives the bot all its tries for what is left. */
function dealtWith(thread: Thread, through: number, fate: Fate): Thread {
  const dealt = openIn(thread).filter((number) => number <= through);
  if (dealt.length === 0) return thread;
  const entries = thread.entries.map((entry, index) =>
    dealt.includes(index + 1) ? { ...entry, fate } : entry,
  );
  return { ...thread, entries, asked: 0, failed: false };
}

function opened(thread: Thread, customer: string): Thread {
  const { life, overridden } = thread;
  return { ...unusedThread, overridden, life: life + 1, exists: true, customers: [customer] };
}

/** A repetition is recognised before anything else is looked at: it gets the answer of the first try. */
function repetition(
  thread: Thread,
  { author, id, content }: Of<'write' | 'change' | 'answer'>,
): Outcome | undefined {
  const number = numberOf(thread, author, id);
  const first = thread.entries[number - 1];
  if (first === undefined) return undefined;
  return first.content === content ? { type: 'repeated', number } : refused('idReused');
}

function write(thread: Thread, action: Of<'write'>): Outcome {
  const { author, opensFor } = action;
  const repeated = repetition(thread, action);
  if (repeated !== undefined) return repeated;
  const customer = author.kind === 'customer' ? author.name : author.kind === 'bot' ? opensFor : undefined;
  if (!thread.exists && customer === undefined) return refused('noThread');
  const current = author.kind === 'operator' ? handedBack(thread) : found(thread);
  const before = thread.exists ? current : opened(thread, customer ?? '');
  const why = refusalOf(before, author);
  return why === undefined ? written(before, action) : refused(why);
}

function refusalOf(thread: Thread, { kind, name }: Author): Refusal | undefined {
  const { owner, customers } = thread;
  switch (kind) {
    case 'customer':
      return customers.includes(name) ? undefined : 'notParticipant';
    case 'operator':
      return owner.type === 'operator' && owner.name !== name ? 'owned' : undefined;
    case 'bot':
      if (owner.type !== 'bot') return 'owned';
      return isOverridden(thread) ? 'overridden' : undefined;
  }
}

/** The first answer of a thread's only customer counts, whoever deals with the message. */
function answeredBy(thread: Thread, answers: string | undefined): Thread {
  const { question, customers } = thread;
  if (question?.of !== 'customer' || question.id !== answers || customers.length > 1) return thread;
  return { ...thread, question: { ...question, isAnswered: true } };
}

function written(
  before: Thread,
  { author, id, content, answersThrough = 0, answersQuestion }: Of<'write'>,
): Outcome {
  const number = before.entries.length + 1;
  const entry = { author, ...(id === undefined ? {} : { id }), content };
  if (author.kind === 'customer') {
    // A customer who writes opens a closed conversation again, and gives a bot that has failed one more try.
    const entries = [...before.entries, { ...entry, fate: { type: 'open' } } as const];
    const after = { ...answeredBy(before, answersQuestion), entries, closed: false, failed: false };
    return { type: 'done', number, thread: settled(after) };
  }
  const claimed = author.kind === 'bot' ? before : takenOver(before, author.name);
  const answered = dealtWith(claimed, answersThrough, { type: 'answered', by: number });
  return { type: 'done', number, thread: settled({ ...answered, entries: [...answered.entries, entry] }) };
}

/** An operator who writes has the thread from then on, and has said something to its customers. */
function takenOver(thread: Thread, name: string): Thread {
  const { owner } = thread;
  return owner.type === 'operator' && owner.name === name
    ? { ...thread, owner: { ...owner, isAwaited: false } }
    : givenTo(thread, takenBy(name, { isAwaited: false }));
}

/** A change has a number of its own, and nothing else happens to the thread by it. */
function change(thread: Thread, action: Of<'change'>): Outcome {
  const { author, id, content, of, deletes } = action;
  const repeated = repetition(thread, action);
  if (repeated !== undefined) return repeated;
  if (!thread.exists) return refused('noThread');
  const before = found(thread);
  if (author.kind === 'customer' && !before.customers.includes(author.name)) return refused('notParticipant');
  const target = before.entries[of - 1];
  const isOwn = target?.author.kind === author.kind && target.author.name === author.name;
  if (!isOwn || target.isDeleted || target.changes !== undefined) return refused('notChangeable');
  const changed = deletes ? before.entries.with(of - 1, { ...target, isDeleted: true }) : before.entries;
  const entry = { author, ...(id === undefined ? {} : { id }), content, changes: of };
  const entries = [...changed, entry];
  return { type: 'done', number: entries.length, thread: settled({ ...before, entries }) };
}

const withoutQuestion = ({ question: _, ...thread }: Thread): Thread => thread;

/** What is counted begins anew where only a question waits, and it has changed. */
const withQuestion = (thread: Thread, question: Question | undefined): Thread => {
  const after = question === undefined ? withoutQuestion(thread) : { ...thread, question };
  const isSame = question?.id === thread.question?.id && question?.isAnswered === thread.question?.isAnswered;
  return isSame || openIn(thread).length > 0 ? after : { ...after, asked: 0, failed: false };
};

/** The first operator's answer counts, and the bot is told of it. */
function answer(thread: Thread, action: Of<'answer'>): Outcome {
  const { author, id, content, question: answered } = action;
  const repeated = repetition(thread, action);
  if (repeated !== undefined) return repeated;
  if (!thread.exists) return refused('noThread');
  const before = found(thread);
  const { question } = before;
  if (question?.of !== 'operator' || question.id !== answered || question.isAnswered)
    return refused('answered');
  const entry = { author, ...(id === undefined ? {} : { id }), content, isAnswer: true } as const;
  const entries = [...before.entries, entry];
  const after = withQuestion({ ...before, entries }, { ...question, isAnswered: true });
  return { type: 'done', number: entries.length, thread: settled(after) };
}

/** It is said once, and only while the thread waits in the queue. */
function notice(thread: Thread, { name, id, content }: Of<'notice'>): Outcome {
  const author = { kind: 'bot', name } as const;
  const given = id === undefined ? {} : { id };
  const number = numberOf(thread, author, id);
  if (number > 0) return { type: 'repeated', number };
  if (!thread.exists) return refused('noThread');
  if (handedBack(thread).owner.type !== 'queue') return refused('owned');
  const entries = [...thread.entries, { author, ...given, content }];
  return { type: 'done', number: entries.length, thread: settled({ ...thread, entries }) };
}

/** One reply to what was asked: under the owner that the bot knew, in the same life, while nobody has dealt with it. */
function reply(thread: Thread, action: Of<'reply'>): Outcome {
  const { name, content, answersThrough, seen, handOver, onlyIfNewest, asks, settles } = action;
  if (!thread.exists) return refused('noThread');
  const before = handedBack(thread);
  if (before.owner.type !== 'bot' || thread.ownerChanges !== seen.ownerChanges) return refused('owned');
  if (isOverridden(thread)) return refused('overridden');
  const open = openIn(thread);
  if (thread.life !== seen.life || seen.open.some((number) => !open.includes(number)))
    return refused('answered');
  // What ended a question is answered to nothing else: it must wait still.
  if (seen.open.length === 0 && before.question?.id !== settles) return refused('answered');
  if (onlyIfNewest && newestOfCustomers(thread) > answersThrough) return refused('outdated');
  const number = before.entries.length + 1;
  const answered = dealtWith(before, answersThrough, { type: 'answered', by: number });
  const entries = [...answered.entries, { author: { kind: 'bot', name }, content } as const];
  const kept = before.question?.id === settles ? undefined : before.question;
  const after = withQuestion(
    { ...answered, entries },
    asks === undefined ? kept : { ...asks, isAnswered: false },
  );
  return { type: 'done', number, thread: settled(handOver ? givenTo(after, { type: 'queue' }) : after) };
}

function changeOwner(
  thread: Thread,
  action: Of<'claim' | 'release' | 'requeue' | 'close' | 'transfer'>,
): Outcome {
  if (!thread.exists) return refused('noThread');
  const before = handedBack(thread);
  const { owner } = before;
  if (owner.type === 'operator' && owner.name !== action.operator)
    return refused(action.type === 'claim' ? 'owned' : 'notOwned');
  if (owner.type === 'bot' && action.type !== 'claim' && action.type !== 'close') return refused('notOwned');
  // It waits for people already.
  if (thread.owner.type === 'queue' && action.type === 'requeue') return refused('notOwned');
  switch (action.type) {
    case 'claim':
      return done(givenTo(before, takenBy(action.operator, { isAwaited: isAwaited(before) })));
    case 'transfer':
      return done(givenTo(before, takenBy(action.to, { isAwaited: isAwaited(before) })));
    case 'requeue':
      return done(owner.type === 'queue' ? before : givenTo(before, { type: 'queue' }));
    case 'release':
      return done(givenTo(before, { type: 'bot' }));
    case 'close': {
      const finished = dealtWith(withoutQuestion(before), newestOfCustomers(before), { type: 'closed' });
      return done({ ...givenTo(finished, { type: 'bot' }), closed: true });
    }
  }
}

/** What the reply would have answered needs no answer any more. What came in after it began is answered. */
function cancel(
  thread: Thread,
  { through = Number.POSITIVE_INFINITY, isQuestionOver = false }: Of<'cancel'>,
): Outcome {
  const before = handedBack(thread);
  const waits = waitsFor(before);
  if (waits !== 'bot' && !(waits === 'question' && isQuestionOver)) return refused('nothing');
  const isOver = openIn(before).every((number) => number > through);
  if (isOver && !isQuestionOver) return refused('nothing');
  const finished = dealtWith(before, through, { type: 'cancelled' });
  return done(isQuestionOver ? withoutQuestion(finished) : finished);
}

/** A message that has come since is not settled, and a thread that people are to look at is not either. */
function settle(thread: Thread, { through, life, isQuestionOver = false }: Of<'settle'>): Outcome {
  const isOthers = thread.life !== life || isForPeople(thread) || newestOfCustomers(thread) > through;
  if (isOthers || waitsFor(thread) === 'nobody') return refused('nothing');
  const finished = dealtWith(handedBack(thread), through, { type: 'expired' });
  return done(isQuestionOver ? withoutQuestion(finished) : finished);
}

/** The bot is asked again, so often and no more. While a human has taken a customer over, nobody is asked. */
function sweep(thread: Thread, { isOverridden: isLeft }: Of<'sweep'>): Outcome {
  if (thread.owner.type === 'operator' && thread.owner.lapsed) return done(handedBack(thread));
  if (!['bot', 'question'].includes(waitsFor(thread))) return refused('nothing');
  if (isLeft) return done(thread);
  return done(
    thread.asked < mostAsked ? { ...thread, asked: thread.asked + 1 } : { ...thread, failed: true },
  );
}

/** The channel's progress never goes back, and ends with the life. */
function deliver(thread: Thread, { through, life }: Of<'deliver'>): Outcome {
  if (!thread.exists || thread.life !== life || through < thread.delivered) return refused('nothing');
  return done({ ...thread, delivered: through });
}

function lapse(thread: Thread): Outcome {
  const { owner } = thread;
  if (owner.type !== 'operator' || owner.lapsed) return refused('nothing');
  return done({ ...thread, owner: { ...owner, lapsed: true } });
}

function expire({ exists, life, overridden }: Thread): Outcome {
  return exists ? done({ ...unusedThread, life, overridden }) : refused('nothing');
}

function override(thread: Thread, { user, isOn }: Of<'override'>): Outcome {
  const others = thread.overridden.filter((name) => name !== user);
  return done({ ...thread, overridden: isOn ? [...others, user] : others });
}
