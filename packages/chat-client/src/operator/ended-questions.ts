import { type ThreadRow, waitsForPeople } from '@switchboard/protocol';
import type { Cancel, Clock } from '../clock.ts';
import type { ThreadList } from './thread-list.ts';

export function withQuestion(row: ThreadRow, question: ThreadRow['question']): ThreadRow {
  const { question: _, ...kept } = row;
  return question ? { ...kept, question } : kept;
}

/**
 * A list without the questions whose time is up. No frame announces that, so the client's clock decides.
 *
 * @param isQueue whether a row that waits for nobody leaves the list with its question
 */
export function withoutEnded(list: ThreadList, now: number, isQueue: boolean): ThreadList {
  const isEnded = ({ question }: ThreadRow): boolean => question !== undefined && question.expiresAt <= now;
  if (!list.rows.some(isEnded)) return list;
  const rows = list.rows.map((row) => (isEnded(row) ? withQuestion(row, undefined) : row));
  return { ...list, rows: isQueue ? rows.filter((row) => row.question || waitsForPeople(row)) : rows };
}

/**
 * Calls back when the next question in the lists ends.
 *
 * Invariant: one timer runs while there is a question in the lists, and none otherwise.
 */
export class QuestionTimer {
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, onEnd: () => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  watch(lists: Readonly<Record<string, ThreadList>>): void {
    this.#cancel();
    const rows = Object.values(lists).flatMap((list) => list.rows);
    const ends = rows.flatMap(({ question }) => question?.expiresAt ?? []);
    if (ends.length > 0)
      this.#cancel = this.#clock.schedule(Math.max(Math.min(...ends) - this.#clock.now(), 0), this.#onEnd);
  }

  close(): void {
    this.#cancel();
  }
}
