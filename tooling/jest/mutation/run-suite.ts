import type { Circus } from '@jest/types';
import { expect } from 'expect';
import { withinLimit } from './limit.ts';
import { type Suite, testsOf } from './load-tests.ts';

interface TestOutcome {
  readonly id: string;
  /** @default the test has passed */
  readonly error?: unknown;
  readonly tookMs: number;
}

export interface SuiteRun {
  /** The ids of the tests to run. @default all */
  readonly wanted?: ReadonlySet<string>;
  /** How long a test is expected to take: within a block, the shortest are run first. @default as they stand in the file */
  readonly expectedMs?: (id: string) => number;
  /** How long a test, with the hooks around it, may take; in milliseconds. */
  readonly limitMs: (id: string) => number;
  /** Something was done for these tests: one was run, or a block of several was set up. */
  readonly onDone?: (ids: readonly string[]) => void;
  readonly onResult: (outcome: TestOutcome) => void;
  /** Whether no more tests are to be run. @default never */
  readonly isOver?: () => boolean;
}

/** Runs tests one after the other, each with the hooks of the blocks around it; a block's own hooks once for all its tests. */
export async function runSuite({ root, ids }: Suite, run: SuiteRun): Promise<void> {
  const idOf = (test: Circus.TestEntry): string => ids.get(test) ?? test.name;
  const isWanted = (test: Circus.TestEntry): boolean => run.wanted?.has(idOf(test)) ?? true;

  const inOrder = ({
    children,
  }: Circus.DescribeBlock): readonly (Circus.DescribeBlock | Circus.TestEntry)[] => {
    const { expectedMs } = run;
    if (expectedMs === undefined) return children;
    const timeOf = (child: Circus.DescribeBlock | Circus.TestEntry): number =>
      (child.type === 'describeBlock' ? testsOf(child).filter(isWanted) : [child])
        .map((test) => expectedMs(idOf(test)))
        .reduce((total, time) => total + time, 0);
    return children.toSorted((one, other) => timeOf(one) - timeOf(other));
  };

  const runBlock = async (block: Circus.DescribeBlock): Promise<void> => {
    const wanted = testsOf(block).filter(isWanted).map(idOf);
    if (wanted.length === 0 || run.isOver?.()) return;
    const limitMs = Math.max(...wanted.map(run.limitMs));
    const started = performance.now();
    try {
      await runHooks([block], 'beforeAll', limitMs);
    } catch (error) {
      for (const id of wanted) run.onResult({ id, error, tookMs: performance.now() - started });
      return;
    }
    run.onDone?.(wanted);
    for (const child of inOrder(block)) {
      if (run.isOver?.()) break;
      if (child.type === 'describeBlock') await runBlock(child);
      else if (ids.has(child) && isWanted(child)) await runTest(child);
    }
    // It only tidies up after tests that have had their say.
    await runHooks([block], 'afterAll', limitMs).catch(() => {});
    run.onDone?.(wanted);
  };

  const runTest = async (test: Circus.TestEntry): Promise<void> => {
    const id = idOf(test);
    const blocks = blocksAround(test);
    const started = performance.now();
    const failures: unknown[] = [];
    const attempt = async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        failures.push(error);
      }
    };
    const limitMs = run.limitMs(id);
    await attempt(async () => {
      await runHooks(blocks, 'beforeEach', limitMs);
      await runFunction(test.fn, limitMs);
      expect.extractExpectedAssertionsErrors().forEach(({ error }) => {
        throw error;
      });
    });
    await attempt(() => runHooks(blocks.toReversed(), 'afterEach', limitMs));
    run.onDone?.([id]);
    const [error] = failures;
    run.onResult({ id, tookMs: performance.now() - started, ...(failures.length > 0 && { error }) });
  };

  await runBlock(root);
}

/** From the outermost to the innermost. */
function blocksAround({ parent }: Circus.TestEntry): readonly Circus.DescribeBlock[] {
  const blocks: Circus.DescribeBlock[] = [];
  for (let block: Circus.DescribeBlock | undefined = parent; block; block = block.parent)
    blocks.unshift(block);
  return blocks;
}

async function runHooks(
  blocks: readonly Circus.DescribeBlock[],
  type: Circus.HookType,
  limitMs: number,
): Promise<void> {
  for (const { fn } of blocks.flatMap(({ hooks }) => hooks.filter((hook) => hook.type === type)))
    await runFunction(fn, limitMs);
}

/** @throws {TypeError} for one that ends by a callback */
async function runFunction(fn: Circus.TestFn | undefined, limitMs: number): Promise<void> {
  if (fn && fn.length > 0)
    throw new TypeError('A test or hook has to return a promise in place of taking a callback.');
  await withinLimit(() => (fn as (() => unknown) | undefined)?.(), limitMs);
}
