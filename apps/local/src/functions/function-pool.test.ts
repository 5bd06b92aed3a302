import { createFunctionPool } from './function-pool.ts';
import type { FunctionProcess } from './function-process.ts';
import type { Invocation } from './invocation.ts';

/** A pool of processes that are only names: each is ready at once, and ended when it is killed. */
function setUp() {
  const killed: string[] = [];
  let count = 0;
  const pool = createFunctionPool({
    maximumProcesses: 3,
    now: () => 0,
    start: (): FunctionProcess => {
      count += 1;
      const name = `process ${count}`;
      let end: () => void = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      return {
        identity: { accessKeyId: name } as FunctionProcess['identity'],
        ready: Promise.resolve(undefined),
        ended,
        invoke: async () => ({ type: 'answered', payload: name }),
        kill: () => {
          killed.push(name);
          end();
        },
      };
    },
  });
  const run = () => pool.run((process) => process.invoke('', ''));
  return { pool, run, killed };
}

const answered = (payload: string): Invocation => ({ type: 'answered', payload });

describe('a pool whose code was replaced', () => {
  it('answers the next event with a new process', async () => {
    const { pool, run, killed } = setUp();
    expect(await run()).toEqual(answered('process 1'));
    pool.renew();
    expect(await run()).toEqual(answered('process 2'));
    expect(killed).toEqual(['process 1']);
  });

  it('lets a process that is at work finish, and gives it nothing more', async () => {
    const { pool, run, killed } = setUp();
    let finish: () => void = () => {};
    const busy = pool.run(
      (process) =>
        new Promise((resolve) => {
          finish = () => resolve(process.invoke('', ''));
        }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    pool.renew();
    expect(await run()).toEqual(answered('process 2'));
    expect(killed).toEqual([]);
    finish();
    expect(await busy).toEqual(answered('process 1'));
    expect(killed).toEqual(['process 1']);
    expect(await run()).toEqual(answered('process 2'));
  });
});
