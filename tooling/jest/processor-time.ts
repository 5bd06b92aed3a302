/**
 * The processor time that work takes, milliseconds: the least of three tries. What other programs do on the machine does not count.
 */
export function processorMs(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

/**
 * How many times as long work takes for four times as much, in this run on this machine: 4 where the time is linear, 16 where it is
 * quadratic. What takes some milliseconds counts as linear. Where a try looks worse than linear it is repeated, four times at most: memory
 * that is cleared meanwhile counts as work.
 *
 * @param work does so much
 */
export function growth(work: (amount: number) => unknown, amount: number): number {
  const noiseMs = 10;
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && least > 6; tries += 1) {
    const times =
      (processorMs(() => work(4 * amount)) + noiseMs) / (processorMs(() => work(amount)) + noiseMs);
    least = Math.min(least, times);
  }
  return least;
}
