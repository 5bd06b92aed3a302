import { createHash } from 'node:crypto';

// biome-ignore lint/style/noProcessEnv: how the long runs ask for every step
const isWhole = process.env.WHOLE !== undefined;

/** One step in so many is tried where not all are. */
const stride = 12;

/**
 * The steps of some work at which a test lets it stall, from 1 on, without end: all of them with `WHOLE=1`, as in the long runs; else the first,
 * and every twelfth from one that depends on the work's name, so that several works together are tried at all kinds of steps.
 */
export function* stepsFrom(name: string): Generator<number> {
  if (!isWhole) yield 1;
  const offset = isWhole ? 1 : 2 + ((createHash('sha256').update(name).digest()[0] ?? 0) % stride);
  for (let step = offset; ; step += isWhole ? 1 : stride) yield step;
}

/** Those of {@link stepsFrom} up to one. */
export function stepsUpTo(name: string, last: number): readonly number[] {
  const steps: number[] = [];
  for (const step of stepsFrom(name)) {
    if (step > last) break;
    steps.push(step);
  }
  return steps;
}
