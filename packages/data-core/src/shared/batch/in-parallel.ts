import { requireFunction, requireList, requireWhole } from '../validation/options.ts';

/** Cuts a list into pieces of at most `size`, in order. */
export function chunks<Value>(values: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/**
 * Runs `work` on every value, at most `concurrency` at once.
 *
 * @returns the results, in the order of the values
 * @throws {InvalidOptionError}
 * @throws the first error of `work`; the other values are worked on all the same
 */
export async function inParallel<Value, Result>(
  values: readonly Value[],
  concurrency: number,
  work: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  requireList('values', values);
  requireWhole('concurrency', concurrency);
  requireFunction('work', work);
  const results: Result[] = new Array(values.length);
  const queue = values.entries();
  // The workers share one iterator, so each value is taken once.
  const worker = async () => {
    for (const [index, value] of queue) results[index] = await work(value);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, values.length) }, worker));
  return results;
}
