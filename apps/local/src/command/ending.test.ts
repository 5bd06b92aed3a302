import { createEnding } from './ending.ts';

function setUp() {
  const exits: (number | undefined)[] = [];
  const stopped = Promise.withResolvers<void>();
  let time = 0;
  const onSignal = createEnding({
    stop: () => stopped.promise,
    exit: (code) => exits.push(code),
    now: () => time,
  });
  return {
    exits,
    finishStopping: stopped.resolve,
    signalAt: (at: number): Promise<void> => {
      time = at;
      return onSignal();
    },
  };
}

describe('the end of the process', () => {
  it('comes once everything has stopped', async () => {
    const { exits, finishStopping, signalAt } = setUp();
    const ended = signalAt(0);
    expect(exits).toEqual([]);
    finishStopping();
    await ended;
    expect(exits).toEqual([undefined]);
  });

  it('takes two signals at once for one', async () => {
    const { exits, finishStopping, signalAt } = setUp();
    const ended = signalAt(0);
    await signalAt(499);
    expect(exits).toEqual([]);
    finishStopping();
    await ended;
    expect(exits).toEqual([undefined]);
  });

  it('waits for nothing at a second Ctrl+C', async () => {
    const { exits, signalAt } = setUp();
    void signalAt(0);
    await signalAt(500);
    expect(exits).toEqual([1]);
  });
});
