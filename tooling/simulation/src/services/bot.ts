import { askApproval, type Bot, handOver, keep, text, tool } from '@switchboard/bot-responder';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import type { BotAnswer } from '../history/journal.ts';

/** How often the bot throws, is slow (longer than a lease without heartbeats), hangs until it is called off, hands over, uses a tool. */
const rates = {
  throws: 0.05,
  slow: 0.08,
  hangs: 0.02,
  handsOver: 0.4,
  asks: 0.2,
  asksOperator: 0.4,
  usesTool: 0.4,
};
const slowMs = 25_000;
/** The beginning of messages whose first reply breaks off. */
export const breakingText = 'Break off';
/** When such a reply breaks off, milliseconds. */
const breaksOffAfterMs = [20, 1_500] as const;
/** How long a question waits, milliseconds. */
const questionMs = [1_000, 90_000] as const;

/** What a bot is like in one run. */
export interface Temper {
  readonly overlap: 'together' | 'restart';
  readonly answersAtOnce: boolean;
  /** How often it asks a person before it goes on. */
  readonly asks: number;
}

/** How the bot is: it may have its bad days, or fail whatever it is asked. */
export type Health = 'well' | 'moody' | 'failing';

export interface BotParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly temper: Temper;
  readonly health: () => Health;
  /** @returns which of the turns of the run it is */
  readonly onAsked: (asked: { readonly threadId: string; readonly answers: readonly string[] }) => number;
}

/** A bot that says which messages it answers, which of its turns this is, and what it remembers of the thread. */
export function createSimulatedBot({ clock, random, temper, health, onAsked }: BotParts): Bot {
  const mishap = (): 'throws' | 'slow' | 'hangs' | 'none' => {
    if (health() === 'well') return 'none';
    if (health() === 'failing' || random.chance(rates.throws)) return 'throws';
    if (random.chance(rates.slow)) return 'slow';
    return random.chance(rates.hangs) ? 'hangs' : 'none';
  };

  const brokenOff = new Set<string>();

  /** Whether one of the messages breaks the reply off, which each does once. */
  function isBreaking(messages: Parameters<Bot['reply']>[0]['messages']): boolean {
    const breaking = messages.filter(
      ({ messageId, text }) => text.startsWith(breakingText) && !brokenOff.has(messageId),
    );
    for (const { messageId } of breaking) brokenOff.add(messageId);
    return breaking.length > 0;
  }

  return {
    overlap: temper.overlap,
    answersAtOnce: temper.answersAtOnce,
    async *reply({ threadId, messages, state, approval }, signal) {
      const answers = messages.map(({ messageId }) => messageId);
      const ask = onAsked({ threadId, answers });
      const turns = typeof state.turn === 'number' ? state.turn : 0;
      const first = typeof state.first === 'string' ? state.first : (answers[0] ?? '');
      // Now and then it keeps nothing: then no write of its state keeps two replies apart.
      const handsOver = health() === 'moody' && random.chance(rates.handsOver);
      // A question that waits is kept, so that no other is asked.
      const isFree = approval !== undefined || state.asked === undefined;
      const isAsking = isFree && !handsOver && health() === 'moody' && random.chance(temper.asks);
      const of = random.chance(rates.asksOperator) ? 'operator' : 'customer';
      const keeps = turns === 0 || isAsking || approval !== undefined || random.chance(0.7);
      const answer: BotAnswer = {
        ask,
        turn: keeps ? turns + 1 : 0,
        answers,
        first,
        handsOver,
        ...(isAsking ? { asks: { id: `q${ask}`, of } } : {}),
        ...(approval === undefined ? {} : { settled: { id: approval.id, outcome: approval.outcome } }),
      };
      const words = JSON.stringify(answer);
      const happens = mishap();
      yield text(words.slice(0, 5));
      if (happens === 'throws') throw new Error('The bot has a bad day.');
      if (isBreaking(messages)) {
        await clock.wait(random.integer(...breaksOffAfterMs), signal);
        throw new Error('The stream of the model has broken off.');
      }
      if (!temper.answersAtOnce) {
        if (happens === 'hangs') await new Promise(() => {});
        await clock.wait(happens === 'slow' ? slowMs : random.integer(20, 1_500), signal);
      }
      if (random.chance(rates.usesTool))
        yield tool({ id: `tool-${ask}`, title: 'Looking it up', status: 'done' });
      yield text(words.slice(5));
      if (handsOver) yield handOver({ summary: 'Somebody asks for a human.' });
      if (isAsking) {
        const expiresInMs = random.integer(...questionMs);
        yield askApproval({ id: `q${ask}`, question: 'May I?', askedOf: of, expiresInMs });
      }
      const asked = isAsking ? { asked: ask } : isFree ? {} : { asked: state.asked };
      if (keeps) yield keep({ turn: turns + 1, first, ...asked });
    },
  };
}
