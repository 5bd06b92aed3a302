import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

// biome-ignore lint/style/noProcessEnv: how whoever runs it chooses
const { SAMPLE, TESTS, ENTRY } = process.env;
const isSample = SAMPLE !== undefined;

/**
 * The configuration of Stryker that packages share: it changes a package's code, one place at a time, and sees whether a test notices.
 *
 * @param {{ mutate: string[], tests: string[], sample: { mutate: string[], tests?: string[], engine?: boolean } }} choice what
 *   is changed by `npm run test:mutation` and the test files that are to notice it; and the same for its sample, which takes
 *   minutes. `engine`: whether the sample's tests need DynamoDB, which is started again for each change. @default true. In place
 *   of the test files, the variable `TESTS` names others, parted by spaces: for one file, with `--mutate`
 */
export const mutationConfig = ({ mutate, tests, sample }) => {
  const needsEngine = !isSample || sample.engine !== false;
  return {
    testRunner: 'in-process',
    plugins: [here('./test-runner.ts')],
    inProcess: {
      tests: TESTS?.split(' ') ?? (isSample ? (sample.tests ?? tests) : tests),
      engine: needsEngine,
    },
    testRunnerNodeArgs: ['-C', 'switchboard-source', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    // TypeScript 7 has no compiler API to rewrite one with, and Node needs none.
    tsconfigFile: 'no-tsconfig.json',
    mutate: [...(ENTRY === undefined ? (isSample ? sample.mutate : mutate) : [ENTRY]), '!src/**/*.test.ts', '!src/**/*.table.ts'],
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
    timeoutFactor: 4,
    // What runs when a module is loaded, above all constants: the runner loads the code once.
    ignoreStatic: true,
    thresholds: { high: 95, low: 90, break: 90 },
  };
};
