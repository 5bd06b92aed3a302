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
  readonly customers: readonly string[];
  /** The channel has taken everything up to this number. */
  readonly delivered: number;
  /** Whether the channel's function will find that the channel has not taken everything. */
  readonly isMarkedUndelivered: boolean;
}

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
    ({ author, changes }, index) =>
      author.kind !== 'customer' && changes === undefined && index + 1 > thread.delivered,
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
    customers: thread.customers,
    delivered: thread.delivered,
    isMarkedUndelivered: entries.length > thread.delivered,
  };
}
