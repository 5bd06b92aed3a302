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

/** A topic: each of its subscribers is told at least once, in no order. */
export function createTopic(
  { clock, random, lambda }: TopicParts,
  subscribers: () => readonly SimulatedFunction[],
) {
  const published: string[] = [];

  async function deliverOnce(subscriber: SimulatedFunction, message: string): Promise<void> {
    await clock.wait(random.integer(1, latestMs));
    await lambda.invokeAsynchronously(subscriber, { Records: [{ Sns: { Message: message } }] });
  }

  return {
    publish(message: string): void {
      published.push(message);
      for (const subscriber of subscribers()) {
        const copies = random.chance(duplicated) ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1) void deliverOnce(subscriber, message);
      }
    },
    /** Delivers something once more that was said long ago. */
    repeat(): void {
      const message = published.length > 0 ? random.pick(published) : undefined;
      if (message === undefined) return;
      for (const subscriber of subscribers()) void deliverOnce(subscriber, message);
    },
  };
}
