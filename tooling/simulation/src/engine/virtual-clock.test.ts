import { createVirtualClock } from './virtual-clock.ts';

describe('the virtual clock', () => {
  it('stands still until it is told to go on', async () => {
    const clock = createVirtualClock(1_000);
    const woken: string[] = [];
    void clock.wait(20).then(() => woken.push('late'));
    void clock.wait(10).then(() => woken.push('early'));
    await Promise.resolve();
    expect([clock.now(), woken]).toEqual([1_000, []]);
    clock.fireNext();
    await Promise.resolve();
    expect([clock.now(), woken]).toEqual([1_010, ['early']]);
    clock.fireNext();
    await Promise.resolve();
    expect([clock.now(), woken, clock.hasTimers()]).toEqual([1_020, ['early', 'late'], false]);
  });

  it('never goes back: what is overdue is fired now', () => {
    const clock = createVirtualClock(0);
    void clock.wait(10);
    clock.advance(50);
    clock.fireNext();
    expect(clock.now()).toBe(50);
  });

  it('lets a wait be called off', async () => {
    const clock = createVirtualClock(0);
    const controller = new AbortController();
    const waiting = clock.wait(10, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(clock.hasTimers()).toBe(false);
  });
});
