/** The value that the share `p` (0 to 1) of the values does not exceed. */
const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;

/** @param values milliseconds */
export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** @param values milliseconds */
export function summary(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [middle, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  return `median ${middle.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, of ${values.length}`;
}
