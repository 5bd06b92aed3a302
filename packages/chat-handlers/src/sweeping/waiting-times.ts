import { type ChatContext, listThreads, type ThreadHead, waitingName } from '@switchboard/chat-core';
import type { WaitingKind } from '@switchboard/declarations/configuration';

/** How long the oldest thread has been waiting, by what it waits for, in seconds; 0 where none waits. */
export type WaitingSeconds = Readonly<Record<WaitingKind, number>>;

/** Who has been waiting longest among the threads of a sweep. */
export interface WaitingTimes {
  /** @param overridden whether a person has taken the customer over, so that the thread waits for people @default false */
  note(head: ThreadHead, overridden?: boolean): void;
  /** @param now epoch milliseconds */
  at(now: number): WaitingSeconds;
}

export function createWaitingTimes(): WaitingTimes {
  const since = new Map<string, number>();
  return {
    note({ waiting }, overridden = false) {
      if (waiting === undefined) return;
      const kind = overridden ? 'human' : waitingName(waiting);
      since.set(kind, Math.min(since.get(kind) ?? waiting.since, waiting.since));
    },
    at(now) {
      const secondsOf = (kind: WaitingKind): number => Math.max(now - (since.get(kind) ?? now), 0) / 1000;
      return { bot: secondsOf('bot'), human: secondsOf('human'), failed: secondsOf('failed') };
    },
  };
}

/** The thread that has waited longest of each kind that no sweep goes through: one Query for each kind. */
export async function longestUnswept(context: ChatContext): Promise<readonly ThreadHead[]> {
  const pages = await Promise.all(
    (['queue', 'failed'] as const).map((kind) =>
      listThreads(context, { list: { type: 'waiting', kinds: [kind] }, limit: 1 }),
    ),
  );
  return pages.flatMap((page) => (page.outcome === 'page' ? page.heads : []));
}
