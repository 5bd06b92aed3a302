import type { ThreadRow } from '@switchboard/protocol';
import type { Cancel, Clock } from '../clock.ts';
import type { ThreadList } from './thread-list.ts';

type Lists<Name extends string> = Readonly<Record<Name, ThreadList>>;

const withoutQuestion = ({ question: _, ...row }: ThreadRow): ThreadRow => row;

/**
 * The lists without the questions whose time is up. No frame announces that, so the client's clock decides.
 *
 * @param leaves whether a row is in a list only because of its question, and leaves it with the question
 */
export function withoutEnded<Name extends string>(
  lists: Lists<Name>,
  now: number,
  leaves: (name: Name, row: ThreadRow) => boolean,
): Lists<Name> {
  const isEnded = ({ question }: ThreadRow): boolean => question !== undefined && question.expiresAt <= now;
  const namesOf = Object.keys(lists) as Name[];
  const changed = namesOf.flatMap((name) => {
    const list = lists[name];
    if (!list.rows.some(isEnded)) return [];
    const rows = list.rows.filter((row) => !(isEnded(row) && leaves(name, row)));
    return [
      [name, { ...list, rows: rows.map((row) => (isEnded(row) ? withoutQuestion(row) : row)) }] as const,
    ];
  });
  return changed.length === 0 ? lists : { ...lists, ...Object.fromEntries(changed) };
}

/**
 * Calls back when the next question in the lists ends.
 *
 * Invariant: one timer runs while there is a question in the lists, and none otherwise.
 */
export class QuestionTimer {
  readonly #clock: Clock;
  readonly #onEnd: (now: number) => void;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, onEnd: (now: number) => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  watch(lists: Lists<string>): void {
    this.#cancel();
    const ends = Object.values(lists).flatMap(({ rows }) =>
      rows.flatMap(({ question }) => question?.expiresAt ?? []),
    );
    if (ends.length === 0) return;
    const next = ends.reduce((first, end) => Math.min(first, end));
    this.#cancel = this.#clock.schedule(Math.max(next - this.#clock.now(), 0), () =>
      this.#onEnd(this.#clock.now()),
    );
  }

  close(): void {
    this.#cancel();
  }
}
