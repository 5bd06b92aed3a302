import { newestOfCustomers, type Thread, type Waits, waitsFor } from './thread.ts';

/** A thread as an implementation stores it, in the specification's words. */
export interface View {
  /** The number of the newest message. */
  readonly number: number;
  /** The number of the newest message of a customer; 0 without one. */
  readonly newestOfCustomers: number;
  /** Every customer's message up to this number has been dealt with. */
  readonly dealtThrough: number;
  /** `bot`, `queue`, or `operator:<name>`. */
  readonly owner: string;
  readonly ownerChanges: number;
  readonly waits: Waits;
  /** How often the bot has been asked again. */
  readonly asked: number;
  readonly closed: boolean;
  /** What the bot has asked, of whom, and whether an operator has answered; empty without a question. */
  readonly question: string;
  readonly customers: readonly string[];
  /** The channel has taken everything up to this number. */
  readonly delivered: number;
  /** Whether the channel's function will find that the channel has not taken everything. */
  readonly isMarkedUndelivered: boolean;
}

const questionOf = ({ question }: Thread): string =>
  question === undefined ? '' : sayQuestion(question.id, question.of, question.isAnswered);

/** A question as a {@link View} has it. */
export const sayQuestion = (id: string, of: 'customer' | 'operator', isAnswered: boolean): string =>
  `${id} of ${of}${isAnswered ? ', answered' : ''}`;

/** @param isPushed whether the thread's channel takes messages one by one */
export function differences(thread: Thread, view: View | null, isPushed: boolean): readonly string[] {
  if (view === null) return thread.exists ? ['it should exist'] : [];
  if (!thread.exists) return ['it should not exist'];
  const { owner, entries, customers } = thread;
  const should: Omit<View, 'dealtThrough' | 'isMarkedUndelivered'> = {
    number: entries.length,
    newestOfCustomers: newestOfCustomers(thread),
    owner: owner.type === 'operator' ? `operator:${owner.name}` : owner.type,
    ownerChanges: thread.ownerChanges,
    waits: waitsFor(thread),
    asked: thread.asked,
    closed: thread.closed,
    question: questionOf(thread),
    customers,
    delivered: thread.delivered,
  };
  const wrong = (Object.keys(should) as (keyof typeof should)[])
    .filter((name) => String(should[name]) !== String(view[name]))
    .map((name) => `${name} is ${view[name]}, not ${should[name]}`);
  const misjudged = entries.flatMap(({ fate }, index) => {
    const isOpen = index + 1 > view.dealtThrough;
    return fate === undefined || isOpen === (fate.type === 'open')
      ? []
      : [`message ${index + 1} is ${isOpen ? 'open' : 'dealt with'}, not ${fate.type}`];
  });
  const owesChannel = entries.some(
    ({ author, changes, isAnswer }, index) =>
      author.kind !== 'customer' &&
      changes === undefined &&
      isAnswer === undefined &&
      index + 1 > thread.delivered,
  );
  const unmarked =
    isPushed && owesChannel && !view.isMarkedUndelivered ? ['it is not marked as undelivered'] : [];
  return [...wrong, ...misjudged, ...unmarked];
}

/** How the specification itself would be stored. */
export function viewOf(thread: Thread): View | null {
  if (!thread.exists) return null;
  const { owner, entries } = thread;
  const firstOpen = entries.findIndex(({ fate }) => fate?.type === 'open');
  return {
    number: entries.length,
    newestOfCustomers: newestOfCustomers(thread),
    dealtThrough: firstOpen === -1 ? entries.length : firstOpen,
    owner: owner.type === 'operator' ? `operator:${owner.name}` : owner.type,
    ownerChanges: thread.ownerChanges,
    waits: waitsFor(thread),
    asked: thread.asked,
    closed: thread.closed,
    question: questionOf(thread),
    customers: thread.customers,
    delivered: thread.delivered,
    isMarkedUndelivered: entries.length > thread.delivered,
  };
}
