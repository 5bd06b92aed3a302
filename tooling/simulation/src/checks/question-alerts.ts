import { headOf } from '../history/head-view.ts';
import type { HeadChange, Journal } from '../history/journal.ts';
import type { Check } from './history.ts';

/** Lambda tries an event so often. */
const triesOfLambda = 3;

type Changed = Pick<HeadChange, 'after' | 'before'>;

const questionIn = (item: Changed['after']) => (item === null ? undefined : headOf(item).question);

/** The question to operators that a change of a thread's head begins. */
function begunBy({ before, after }: Changed): string | undefined {
  const question = questionIn(after);
  return question?.of === 'operator' && questionIn(before)?.id !== question.id ? question.id : undefined;
}

/** Operators are alerted of a question to them, unless it has ended or was replaced before the bot's function came to its end. */
export const checkQuestionsAlerted: Check = ({ journal }) =>
  journal.heads.flatMap((change) => {
    const { threadId, cause } = change;
    const id = begunBy(change);
    if (id === undefined || cause === undefined || isAlerted(journal, threadId, id)) return [];
    const tries = journal.begun.filter((requestId) => requestId === cause.requestId).length;
    const [ended] = journal.finished.filter(
      ({ requestId, step }) => requestId === cause.requestId && step > change.step,
    );
    if (ended === undefined || tries >= triesOfLambda) return [];
    const later = journal.heads.filter(
      (other) => other.threadId === threadId && other.step > change.step && other.step <= ended.step,
    );
    const isOpen = [change, ...later].every(({ after, at }) => isTheirs(after, id, Math.max(at, ended.at)));
    return isOpen ? [`Alerts: no operator is told of question ${id} of ${threadId}.`] : [];
  });

const isAlerted = ({ alerts }: Journal, threadId: string, id: string): boolean =>
  alerts.some((alert) => alert.type === 'asked' && alert.threadId === threadId && alert.questionId === id);

/** Clocks of machines differ by less, milliseconds. */
const skewMs = 5_000;

/** Whether operators are to answer the question: it is open, its time is not up, and the thread is the bot's. */
function isTheirs(item: Changed['after'], id: string, now: number): boolean {
  const question = questionIn(item);
  if (item === null || question === undefined) return false;
  const isOpen = question.id === id && question.isAnswered !== true && question.until > now + skewMs;
  return isOpen && headOf(item).owner.type === 'bot';
}
