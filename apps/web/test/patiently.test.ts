import { patiently } from '../src/session/patiently.ts';

/** Fails so often, and then succeeds. */
function failing(times: number) {
  const waits: number[] = [];
  let attempts = 0;
  const action = async (): Promise<string> => {
    attempts += 1;
    if (attempts <= times) throw new Error(`attempt ${attempts}`);
    return 'done';
  };
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  return { action, wait, waits };
}

describe('patience', () => {
  it('waits longer each time, and has the result in the end', async () => {
    const { action, wait, waits } = failing(3);
    expect(await patiently(action, { isTemporary: () => true, wait })).toBe('done');
    expect(waits).toEqual([500, 1_000, 2_000]);
  });

  it('ends with the fifth failure', async () => {
    const { action, wait } = failing(5);
    await expect(patiently(action, { isTemporary: () => true, wait })).rejects.toThrow('attempt 5');
  });

  it('is not wasted on what does not pass', async () => {
    const { action, wait, waits } = failing(1);
    await expect(patiently(action, { isTemporary: () => false, wait })).rejects.toThrow('attempt 1');
    expect(waits).toEqual([]);
  });
});
