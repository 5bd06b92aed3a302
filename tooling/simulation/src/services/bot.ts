import { type Bot, handOver, keep, text } from '@switchboard/bot-responder';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import type { BotAnswer } from '../history/journal.ts';

/** How often the bot throws, is slow (longer than a lease without heartbeats), hangs until it is called off, hands over. */
const rates = { throws: 0.05, slow: 0.08, hangs: 0.02, handsOver: 0.4 };
const slowMs = 25_000;

/** What a bot is like in one run. */
export interface Temper {
  readonly overlap: 'together' | 'restart';
  readonly answersAtOnce: boolean;
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

  return {
    ...temper,
    async *reply({ threadId, messages, state }, signal) {
      const answers = messages.map(({ messageId }) => messageId);
      const ask = onAsked({ threadId, answers });
      const turns = typeof state.turn === 'number' ? state.turn : 0;
      const first = typeof state.first === 'string' ? state.first : (answers[0] ?? '');
      // Now and then it keeps nothing: then no write of its state keeps two replies apart.
      const keeps = turns === 0 || random.chance(0.7);
      const handsOver = health() === 'moody' && random.chance(rates.handsOver);
      const answer: BotAnswer = { ask, turn: keeps ? turns + 1 : 0, answers, first, handsOver };
      const words = JSON.stringify(answer);
      const happens = mishap();
      yield text(words.slice(0, 5));
      if (happens === 'throws') throw new Error('The bot has a bad day.');
      if (!temper.answersAtOnce) {
        if (happens === 'hangs') await new Promise(() => {});
        await clock.wait(happens === 'slow' ? slowMs : random.integer(20, 1_500), signal);
      }
      yield text(words.slice(5));
      if (handsOver) yield handOver({ summary: 'Somebody asks for a human.' });
      if (keeps) yield keep({ turn: turns + 1, first });
    },
  };
}
