/**
 * The configuration of Stryker that packages share: it changes a package's code, one place at a time, and sees whether a test notices.
 *
 * @param {{ mutate: string[], sample: string[], tests: string[] }} choice what is changed by `npm run test:mutation`, and what by its
 *   sample; the test files that are to notice it
 */
export const mutationConfig = ({ mutate, sample, tests }) => ({
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.js',
    config: { testMatch: tests.map((pattern) => `<rootDir>/${pattern}`) },
  },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no compiler API to rewrite one with, and swc needs none.
  tsconfigFile: 'no-tsconfig.json',
  // biome-ignore lint/style/noProcessEnv: how whoever runs it chooses
  mutate: [...(process.env.SAMPLE ? sample : mutate), '!src/**/*.test.ts', '!src/**/*.table.ts'],
  ignorePatterns: ['dist', 'docs', 'bench', 'reports'],
  tempDirName: 'reports/mutation-sandbox',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
  // One for each of two cores; a machine that does other work too takes `-- --concurrency 1`.
  concurrency: 2,
  timeoutMS: 30_000,
  // What runs when a module is loaded, above all constants: each takes all tests, and together they take four fifths of the time.
  ignoreStatic: true,
  thresholds: { high: 95, low: 90, break: 90 },
});
