import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../count-tests.ts', import.meta.url));

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'switchboard-count-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

interface Assertion {
  readonly fullName: string;
  readonly status: 'passed' | 'failed';
  readonly failureMessages: readonly string[];
}

const passed: Assertion = { fullName: 'a lock is free again', status: 'passed', failureMessages: [] };

const failed = (fullName: string, ...failureMessages: string[]): Assertion => ({
  fullName,
  status: 'failed',
  failureMessages,
});

/** Writes what jest reports of one test file. */
async function writeReport(folder: string, assertions: readonly Assertion[], message = ''): Promise<void> {
  const path = join(root, folder, 'reports/test.json');
  const count = (status: string) => assertions.filter((assertion) => assertion.status === status).length;
  const report = {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numRuntimeErrorTestSuites: assertions.length === 0 ? 1 : 0,
    testResults: [
      {
        name: join(root, folder, 'test/some.test.ts'),
        status: count('passed') === assertions.length && message === '' ? 'passed' : 'failed',
        message,
        assertionResults: assertions,
      },
    ],
  };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(report));
}

interface Counted {
  readonly lines: readonly string[];
  readonly code: number;
}

/** Runs the script as `.ci/run` does, at the root of a repository with these reports. */
const count = (): Promise<Counted> =>
  new Promise((resolve) => {
    execFile(process.execPath, [script], { cwd: root }, (error, stdout) =>
      resolve({ lines: stdout.trimEnd().split('\n'), code: error === null ? 0 : Number(error.code) }),
    );
  });

describe('the sum of all test runs', () => {
  it('is one line if all tests passed', async () => {
    await writeReport('apps/web', [passed, passed]);
    await writeReport('infra', [passed]);
    expect(await count()).toEqual({ lines: ['3 passed, 0 failed'], code: 0 });
  });

  it('is a failure if there are no tests', async () => {
    expect(await count()).toEqual({ lines: ['0 passed, 0 failed'], code: 1 });
  });

  it('names each failed test with its file and the beginning of its message, before the last line', async () => {
    const stack = '    at Object.<anonymous> (/somewhere/lock.test.ts:4:1)\n    at next';
    const message = `Error: \u001b[2mexpect(\u001b[22mreceived).toBe(expected)\n\nExpected: 1\nReceived: 2\n${stack}`;
    await writeReport('packages/data-core', [passed, failed('a lock tells a late holder', message)]);
    expect(await count()).toEqual({
      lines: [
        'packages/data-core/test/some.test.ts: a lock tells a late holder',
        '  Error: expect(received).toBe(expected)',
        '  Expected: 1',
        '  Received: 2',
        '1 passed, 1 failed',
      ],
      code: 1,
    });
  });

  it('names a file whose tests could not run, or whose end failed', async () => {
    await writeReport('tooling/load', [], 'Cannot find module');
    await writeReport('apps/local', [passed], 'The clean-up failed.');
    const { lines, code } = await count();
    expect(lines).toEqual([
      'apps/local/test/some.test.ts: the file itself',
      '  The clean-up failed.',
      'tooling/load/test/some.test.ts: the file itself',
      '  Cannot find module',
      '1 passed, 1 failed',
    ]);
    expect(code).toBe(1);
  });

  it.each([1, 7, 40, 200])('takes at most 60 lines for %i failures with long messages', async (failures) => {
    const message = Array.from({ length: 100 }, (_, line) => `line ${line} ${'x'.repeat(1_000)}`).join('\n');
    const tests = Array.from({ length: failures }, (_, index) => failed(`test ${index}`, message));
    await writeReport('apps/web', tests);
    const { lines } = await count();
    expect(lines.length).toBeLessThanOrEqual(61);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(200);
    expect(lines.filter((line) => /: test \d+$/.test(line))).toHaveLength(Math.min(failures, 59));
    expect(lines.at(-2)).toMatch(failures > 59 ? /^… and 141 more$/ : /line|test/);
    expect(lines.at(-1)).toBe(`0 passed, ${failures} failed`);
  });
});
