import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Result {
  readonly title: string;
  readonly failureMessages: readonly string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');

/** Runs the tests that fail, in the environment of the browser's tests. @returns the message of each test by its title */
async function runFailing(): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-environment-'));
  const report = join(folder, 'report.json');
  const options = [
    '--config',
    'jest.browser.config.js',
    '--testMatch',
    '<rootDir>/test/fixture/failing-in-browser.ts',
  ];
  try {
    await new Promise<void>((resolve) => {
      execFile(process.execPath, [cli, ...options, '--json', '--outputFile', report], { cwd: root }, () =>
        resolve(),
      );
    });
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
      testResults: readonly { readonly assertionResults: readonly Result[] }[];
    };
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    return Object.fromEntries(
      results.map(({ title, failureMessages }) => [title, failureMessages.join('\n')]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the environment of tests in a browser', () => {
  let messages: Readonly<Record<string, string>>;

  beforeAll(async () => {
    messages = await runFailing();
  });

  const pageOf = (test: string): string =>
    `Page http://127.0.0.1/ picture: reports/failures/failing-in-browser-ts-${test}-1.png`;

  it('puts what the pages show between the message and the stack of what was expected', () => {
    expect(messages['shows something else']).toMatch(
      new RegExp(`Received: .+\\n\\n${pageOf('shows-something-else')}\\n\\n\\s+at `),
    );
  });

  it('puts it before the log of what was waited for', () => {
    expect(messages['says nothing in time']).toMatch(
      new RegExp(`exceeded\\.\\n\\n${pageOf('says-nothing-in-time')}\\n\\nCall log:`),
    );
  });

  it('tells it of a test that takes too long', () => {
    expect(messages.hangs).toContain(pageOf('hangs'));
  });

  it('closes the pages of a test before the next one begins', () => {
    expect(messages['begins after the pages of the test before were closed']).toBe('');
  });
});
