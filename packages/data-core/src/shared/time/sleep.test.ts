import { setTimeout as timer } from 'node:timers/promises';
import { sleep } from './backoff.ts';

describe('a wait', () => {
  it('of more than the 24.8 days that a timer takes is not over at once', async () => {
    const over = new AbortController();
    const long = sleep(2 ** 31, { signal: over.signal }).then(
      () => 'over',
      () => 'aborted',
    );
    // A timer that is asked for more fires after 1 ms: before this one, which is set later.
    await timer(2);
    over.abort();
    expect(await long).toBe('aborted');
  });

  it('ends in its time', async () => {
    await expect(sleep(1)).resolves.toBeUndefined();
  });
});
