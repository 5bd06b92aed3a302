import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

// biome-ignore lint/style/noProcessEnv: how the person who runs it chooses
const { SAMPLE, PART, TESTS } = process.env;

/**
 * The configuration of Stryker that packages share: it changes a package's code, one place at a time, and sees whether a test notices.
 *
 * @param {Record<string, { mutate: string[], tests: string[], engine?: boolean }>} parts what is changed, and the test files that are
 *   to notice it, by a name; `sample` is what takes minutes, and the others together are the whole. `engine`: whether the tests
 *   need DynamoDB. @default true. The variable `PART` names one (`SAMPLE=1` is `PART=sample`); `TESTS` names other test files,
 *   parted by spaces
 */
export const mutationConfig = (parts) => {
  const part = SAMPLE === undefined ? PART : 'sample';
  const { sample: _, ...whole } = parts;
  const chosen = part === undefined ? Object.values(whole) : [parts[part]];
  return {
    testRunner: 'in-process',
    plugins: [here('./test-runner.ts')],
    inProcess: {
      parts: Object.keys(whole),
      tests: TESTS?.split(' ') ?? chosen.flatMap(({ tests }) => tests),
      engine: chosen.some(({ engine = true }) => engine),
    },
    testRunnerNodeArgs: ['-C', 'switchboard-source', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    // TypeScript 7 has no compiler API to rewrite one with, and Node needs none.
    tsconfigFile: 'no-tsconfig.json',
    mutate: [...chosen.flatMap(({ mutate }) => mutate), '!src/**/*.test.ts', '!src/**/*.table.ts'],
    ignorePatterns: ['dist', 'docs', 'bench', 'reports'],
    tempDirName: 'reports/mutation-sandbox',
    reporters: ['clear-text', 'json', 'progress-append-only'],
    // In a folder of its own: what lies in `reports` itself is counted as a report of tests.
    jsonReporter: { fileName: 'reports/mutation/mutation.json' },
    clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
    // One for each of two cores; a machine that does other work too takes `-- --concurrency 1`.
    concurrency: 2,
    // For a process that is stuck in a loop; the runner itself finds what waits for ever.
    timeoutMS: 20_000,
    timeoutFactor: 2,
    // What runs when a module is loaded, above all constants: the runner loads the code once.
    ignoreStatic: true,
    thresholds: { high: 95, low: 90, break: 90 },
  };
};
