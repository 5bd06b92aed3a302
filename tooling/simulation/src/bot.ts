import { type Bot, handOver, keep, text } from '@switchboard/bot-responder';
import type { BotAnswer } from './history.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How often the bot throws, is slow (longer than a lease without heartbeats), hangs until it is called off, hands over. */
const rates = { throws: 0.05, slow: 0.08, hangs: 0.02, handsOver: 0.05 };
const slowMs = 25_000;

/** A bot that says which messages it answers and which of its turns this is, and that has its bad days. */
export function createSimulatedBot(
  { clock, random }: { readonly clock: VirtualClock; readonly random: SeededRandom },
  isWell: () => boolean,
): Bot {
  const mishap = (): 'throws' | 'slow' | 'hangs' | 'none' => {
    if (isWell()) return 'none';
    if (random.chance(rates.throws)) return 'throws';
    if (random.chance(rates.slow)) return 'slow';
    return random.chance(rates.hangs) ? 'hangs' : 'none';
  };

  return {
    async *reply({ messages, state }, signal) {
      const turn = typeof state.turn === 'number' ? state.turn + 1 : 1;
      const answer: BotAnswer = { turn, answers: messages.map(({ messageId }) => messageId) };
      const words = JSON.stringify(answer);
      yield text(words.slice(0, 5));
      const happens = mishap();
      if (happens === 'throws') throw new Error('The bot has a bad day.');
      if (happens === 'hangs') await new Promise(() => {});
      await clock.wait(happens === 'slow' ? slowMs : random.integer(20, 1_500), signal);
      yield text(words.slice(5));
      if (!isWell() && random.chance(rates.handsOver)) yield handOver();
      yield keep({ turn });
    },
  };
}
