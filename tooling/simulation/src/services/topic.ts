import type { SimulatedFunction, SimulatedLambda } from '../engine/lambda.ts';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';

/** How often SNS delivers twice: far more often than it does. */
const duplicated = 0.15;
/** How late a delivery can be, milliseconds: late enough to come after those of later messages. */
const latestMs = 3_000;

export interface TopicParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly lambda: SimulatedLambda;
}

/** A topic with one subscriber: at least once, in no order. */
export function createTopic({ clock, random, lambda }: TopicParts, subscriber: () => SimulatedFunction) {
  const published: string[] = [];

  async function deliverOnce(message: string): Promise<void> {
    await clock.wait(random.integer(1, latestMs));
    await lambda.invokeAsynchronously(subscriber(), { Records: [{ Sns: { Message: message } }] });
  }

  return {
    publish(message: string): void {
      published.push(message);
      const copies = random.chance(duplicated) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) void deliverOnce(message);
    },
    /** Delivers something once more that was said long ago. */
    repeat(): void {
      if (published.length > 0) void deliverOnce(random.pick(published));
    },
  };
}
