import { createLane } from './lane.ts';

/** A lane whose messages end when the test says so. */
function testLane() {
  const paused: boolean[] = [];
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const lane = createLane({ setPaused: (isPaused) => paused.push(isPaused) });
  const add = (number: number): void =>
    lane.add(() => {
      begun.push(number);
      return new Promise((resolve) => ends.set(number, resolve));
    });
  const end = async (number: number): Promise<void> => {
    ends.get(number)?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { add, end, begun, paused };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe("a connection's messages", () => {
  it('are handled two at once, in their order', async () => {
    const { add, end, begun } = testLane();
    for (const number of [1, 2, 3, 4]) add(number);
    expect(begun).toEqual([1, 2]);
    await end(2);
    expect(begun).toEqual([1, 2, 3]);
    await end(1);
    await end(3);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('do not wait for one that waits itself', async () => {
    const { add, end, begun } = testLane();
    for (const number of [1, 2, 3, 4, 5, 6]) add(number);
    jest.advanceTimersByTime(250);
    expect(begun).toEqual([1, 2, 3, 4]);
    // That the slow ones end makes no room a second time.
    await end(1);
    await end(2);
    expect(begun).toEqual([1, 2, 3, 4]);
    await end(3);
    expect(begun).toEqual([1, 2, 3, 4, 5]);
  });

  it('stop the client where too many wait, until there are fewer', async () => {
    const { add, end, paused } = testLane();
    for (let number = 0; number < 101; number += 1) add(number);
    expect(paused).toEqual([true]);
    await end(0);
    expect(paused).toEqual([true, false]);
  });
});
