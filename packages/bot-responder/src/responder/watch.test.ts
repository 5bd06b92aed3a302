import { createManualWait } from '../../test/manual-wait.ts';
import { watched } from './watch.ts';

const settle = () => new Promise(setImmediate);

/** Work that ends when the test says so, or when it is called off. */
function start({ look = async () => {} }: { look?: () => Promise<void> } = {}) {
  const clock = createManualWait();
  const work = Promise.withResolvers<string>();
  let signal: AbortSignal | undefined;
  const overrun = new Error('too late');
  const options = { wait: clock.wait, intervalMs: 10, look, limitMs: 100, overrun: () => overrun };
  const done = watched(options, (given) => {
    signal = given;
    given.addEventListener('abort', () => work.reject(given.reason));
    return work.promise;
  });
  done.catch(() => {});
  return { clock, work, done, overrun, signal: () => signal };
}

describe('work that is watched', () => {
  it('gives what it gives, and ends the watch', async () => {
    const { clock, work, done, signal } = start();
    expect(clock.lengths()).toEqual([10, 100]);
    work.resolve('done');
    await expect(done).resolves.toBe('done');
    expect(clock.lengths()).toEqual([]);
    expect(signal()?.aborted).toBe(false);
  });

  it('fails as it fails, and ends the watch', async () => {
    const { clock, work, done, signal } = start();
    work.reject(new Error('broken'));
    await expect(done).rejects.toThrow('broken');
    expect(clock.lengths()).toEqual([]);
    expect(signal()?.aborted).toBe(false);
  });

  it('is looked at again and again, and called off by what a look finds', async () => {
    let looks = 0;
    const found = new Error('taken over');
    const { clock, done } = start({
      look: async () => {
        looks += 1;
        if (looks === 3) throw found;
      },
    });
    for (let round = 1; round <= 3; round += 1) {
      expect(looks).toBe(round - 1);
      clock.end(10);
      await settle();
    }
    await expect(done).rejects.toBe(found);
  });

  it('is called off when its time is up', async () => {
    const { clock, done, overrun } = start();
    clock.end(100);
    await expect(done).rejects.toBe(overrun);
    expect(clock.lengths()).toEqual([]);
  });
});
