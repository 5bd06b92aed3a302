import { Lease } from './lease.ts';

const settle = () => new Promise(setImmediate);

/** A clock whose sleepers wake when it has passed their time. */
function createClock() {
  let nowMs = 1_000;
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void; readonly ref: unknown }>();
  return {
    now: () => nowMs,
    sleep: (ms: number, { signal, ref }: { readonly signal?: AbortSignal; readonly ref?: boolean } = {}) =>
      new Promise<void>((resolve, reject) => {
        const sleeper = { atMs: nowMs + ms, wake: resolve, ref };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    sleepers: () => [...sleepers].map(({ atMs, ref }) => ({ inMs: atMs - nowMs, ref })),
    async pass(ms: number) {
      nowMs += ms;
      for (const sleeper of sleepers) {
        if (sleeper.atMs > nowMs) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await settle();
    },
  };
}

type Renew = (untilMs: number) => Promise<boolean>;

function hold(renew?: Renew) {
  const clock = createClock();
  const options = { leaseMs: 300, untilMs: clock.now() + 300, now: clock.now, sleep: clock.sleep };
  return { clock, lease: new Lease(renew === undefined ? options : { ...options, renew }) };
}

describe('a lease that is not renewed', () => {
  it('is lost when it has run out, and not before', async () => {
    const { clock, lease } = hold();
    await clock.pass(299);
    expect(lease.signal.aborted).toBe(false);
    await clock.pass(1);
    expect(lease.signal.reason).toEqual(new Error('The lease has run out.'));
    expect(clock.sleepers()).toEqual([]);
  });

  it('is lost later when its holder has extended it', async () => {
    const { clock, lease } = hold();
    lease.extendedTo(clock.now() + 500);
    expect(lease.untilMs).toBe(1_500);
    await clock.pass(300);
    expect(lease.signal.aborted).toBe(false);
    expect(clock.sleepers()).toEqual([{ inMs: 200, ref: false }]);
    await clock.pass(200);
    expect(lease.signal.aborted).toBe(true);
  });

  it('is never lost once it was given back, and keeps nothing waiting', async () => {
    const { clock, lease } = hold();
    lease.stop();
    await settle();
    expect(clock.sleepers()).toEqual([]);
    await clock.pass(1_000);
    expect(lease.signal.aborted).toBe(false);
  });

  it('does not keep the process alive', () => {
    expect(hold().clock.sleepers()).toEqual([{ inMs: 300, ref: false }]);
  });
});

describe('a lease that renews itself', () => {
  it('does so when a third of it has passed, for as long as it is held', async () => {
    const renewals: number[] = [];
    const { clock, lease } = hold(async (untilMs) => {
      renewals.push(untilMs);
      return true;
    });
    for (let third = 0; third < 4; third += 1) await clock.pass(100);
    expect(renewals).toEqual([1_400, 1_500, 1_600, 1_700]);
    expect(lease.untilMs).toBe(1_700);
    lease.stop();
    await clock.pass(1_000);
    expect(renewals).toHaveLength(4);
    expect(lease.signal.aborted).toBe(false);
  });

  it('is lost at once where someone else has it', async () => {
    const { clock, lease } = hold(async () => false);
    await clock.pass(100);
    expect(lease.signal.reason).toEqual(new Error('Someone else has taken the lease.'));
    expect(clock.sleepers()).toEqual([]);
  });

  it('survives two renewals that fail, and is lost when it has run out', async () => {
    let tries = 0;
    const { clock, lease } = hold(async () => {
      tries += 1;
      throw new Error('no answer');
    });
    await clock.pass(100);
    await clock.pass(100);
    expect([tries, lease.signal.aborted]).toEqual([2, false]);
    await clock.pass(100);
    expect([tries, lease.signal.aborted]).toEqual([3, true]);
  });

  it('is not lost by the answer to a renewal that comes after it was given back', async () => {
    const answer = Promise.withResolvers<boolean>();
    const { clock, lease } = hold(() => answer.promise);
    await clock.pass(100);
    lease.stop();
    answer.resolve(false);
    await settle();
    expect(lease.signal.aborted).toBe(false);
    expect(lease.untilMs).toBe(1_300);
  });
});

describe('a lease that its holder gives up', () => {
  it('tells why, and ends its watch', async () => {
    const { clock, lease } = hold();
    const reason = new Error('taken over');
    lease.lose(reason);
    await settle();
    expect(lease.signal.reason).toBe(reason);
    expect(clock.sleepers()).toEqual([]);
  });
});
