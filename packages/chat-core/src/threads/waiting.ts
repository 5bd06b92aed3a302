import type { OpenQuestion, ThreadHead, Waiting } from './thread-head.ts';

/** Whether the bot's question has ended, so that the bot is to be asked. */
export const isQuestionOver = ({ question }: Pick<ThreadHead, 'question'>, now: number): boolean =>
  question !== undefined && (question.isAnswered === true || question.until <= now);

/** The bot's open question to operators; none while an operator has the thread and sees the question in the conversation. */
export const askedOfOperators = ({
  owner,
  question,
}: Pick<ThreadHead, 'owner' | 'question'>): OpenQuestion['shown'] =>
  owner.type === 'bot' && !question?.isAnswered ? question?.shown : undefined;

/** Whether operators are asked something that they have not been asked before. @param before `null` where that is not known */
export const asksAnew = (before: Pick<ThreadHead, 'question'> | null, head: ThreadHead): boolean => {
  const asked = askedOfOperators(head);
  return asked !== undefined && asked.replyId !== before?.question?.shown?.replyId;
};

/** The fields that decide whether a thread waits. */
type Marked = Pick<ThreadHead, 'waiting' | 'queuedSince' | 'lastUserSeq' | 'answeredSeq' | 'question'>;

/**
 * What the thread waits for at this moment. The mark of a question that has not ended is for the sweeper alone. A message that waits does so
 * whatever the clock says: clocks differ.
 */
export const waitingAt = (head: Marked, now: number): Waiting | undefined =>
  head.lastUserSeq > head.answeredSeq ||
  head.waiting?.kind === 'queue' ||
  head.queuedSince !== undefined ||
  isQuestionOver(head, now)
    ? head.waiting
    : undefined;

/** Whether the customer waits for a person, whatever was answered: in the queue, and until the operator who claimed the thread there has written. */
export const isForPeople = ({ owner, queuedSince }: Pick<ThreadHead, 'owner' | 'queuedSince'>): boolean =>
  owner.type === 'queue' || queuedSince !== undefined;

/** How long a thread waits for the bot before the sweeper asks again: longer than a bot usually takes, milliseconds. */
export const patienceMs = 60_000;

/** How long the sweeper waits after each attempt before the next, minutes: about an hour in all. */
const minutesBetweenAttempts = [2, 4, 8, 16, 30];

/** How long the bot has for the last attempt, minutes. */
const minutesForTheLast = 2;

/** How often the sweeper asks a bot that does not answer, before people are asked. */
const mostAttempts = minutesBetweenAttempts.length + 1;

const minuteMs = 60_000;

/**
 * What a thread waits for after something happened in it. This is the only place that decides it.
 *
 * A customer waits while a message of a user has not been answered, and while a person has been promised and has not written. Where nobody
 * waits and the bot has asked a question, the mark lies in the future: the sweeper finds it when the question has ended.
 *
 * @param before the thread until now
 * @param after the thread as it will be: owner and numbers
 * @param now epoch milliseconds
 */
export function waitingAfter(
  before: Marked,
  after: Omit<Marked, 'waiting'> & Pick<ThreadHead, 'owner'>,
  now: number,
): Waiting | undefined {
  if (!isOpen(after)) return waitingForQuestion(before, after);
  // The owner of the thread owes the answer.
  const kind = after.owner.type;
  const isAnsweredInPart = after.owner.type !== 'queue' && after.answeredSeq > before.answeredSeq;
  const waited = waitingAt(before, now);
  if (waited === undefined || isAnsweredInPart) return { kind, since: now, attempts: 0 };
  const { since, attempts, retryAt } = waited;
  if (kind !== 'bot') return { kind, since, attempts: 0 };
  // A customer who writes again gives a bot that has failed one more try. Nothing else does.
  if (waited.kind === 'failed') {
    const hasWrittenAgain = after.lastUserSeq > before.lastUserSeq;
    return hasWrittenAgain ? { kind, since, attempts: mostAttempts, retryAt: now + patienceMs } : waited;
  }
  // An operator who gives the thread back gives the bot all its tries.
  if (waited.kind !== 'bot') return { kind, since: now, attempts: 0 };
  return { kind, since, attempts, ...(retryAt === undefined ? {} : { retryAt }) };
}

const isOpen = (head: Pick<ThreadHead, 'owner' | 'queuedSince' | 'lastUserSeq' | 'answeredSeq'>) =>
  head.lastUserSeq > head.answeredSeq || isForPeople(head);

/** The mark of a question where nothing else waits: the tries of a bot that fails when it is over are counted in it. */
function waitingForQuestion(
  before: Parameters<typeof waitingAfter>[0],
  { owner, question }: Parameters<typeof waitingAfter>[1],
): Waiting | undefined {
  if (question === undefined || owner.type !== 'bot') return undefined;
  const isSame = before.question?.id === question.id && before.question.until === question.until;
  const isMarked = before.waiting?.kind === 'bot' || before.waiting?.kind === 'failed';
  const isKept = isSame && isMarked && before.lastUserSeq === before.answeredSeq;
  return isKept ? before.waiting : { kind: 'bot', since: question.until, attempts: 0 };
}

/** Whether the bot has had all its tries: what waits is, or is about to be, left to people. */
export const isGivenUp = ({ kind, attempts }: Waiting): boolean =>
  kind === 'failed' || (kind === 'bot' && attempts >= mostAttempts);

/** What the sweeper does with a thread that waits for the bot. */
export type SweepDecision =
  | { readonly type: 'leave' }
  /** The bot is asked again. `waiting` is the new mark. */
  | { readonly type: 'ask'; readonly waiting: Waiting }
  /** The bot has failed too often: people are asked. */
  | { readonly type: 'park'; readonly waiting: Waiting };

/** Whether the sweeper asks a bot again that owes an answer, or gives up. */
export function decideSweep(waiting: Waiting, now: number): SweepDecision {
  if (waiting.kind !== 'bot' || now < (waiting.retryAt ?? waiting.since + patienceMs))
    return { type: 'leave' };
  const { since, attempts } = waiting;
  if (attempts >= mostAttempts) return { type: 'park', waiting: { kind: 'failed', since, attempts } };
  const pauseMinutes = minutesBetweenAttempts[attempts] ?? minutesForTheLast;
  const retryAt = now + pauseMinutes * minuteMs;
  return { type: 'ask', waiting: { kind: 'bot', since, attempts: attempts + 1, retryAt } };
}
