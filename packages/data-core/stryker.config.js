/** The requests that are sent, with the conditions that everything rests on: a sample of a few minutes. */
const requests = [
  'src/primitives/lock/{fence,lock-requests}.ts',
  'src/primitives/once/do-once-{record,requests}.ts',
  'src/primitives/limit/window-requests.ts',
  'src/primitives/partitioned/set-requests.ts',
  'src/storages/state/state-{lock,version,writes}.ts',
  'src/shared/lease/lease-claim.ts',
];

const all = [
  'src/primitives/{lock,once,limit}/*.ts',
  'src/primitives/partitioned/{json-set,set-items,set-requests}.ts',
  'src/storages/state/*.ts',
  'src/shared/lease/*.ts',
];

export default {
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.js',
    config: {
      // The tests beside the code, which are quick, and those of what all stores share.
      testMatch: [
        '<rootDir>/src/primitives/{lock,once,limit,partitioned}/*.test.ts',
        '<rootDir>/src/storages/state/*.test.ts',
        '<rootDir>/test/{bad-input,conflicts}.test.ts',
      ],
    },
  },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no compiler API to rewrite one with, and swc needs none.
  tsconfigFile: 'no-tsconfig.json',
  // biome-ignore lint/style/noProcessEnv: how whoever runs it chooses
  mutate: [...(process.env.SAMPLE ? requests : all), '!src/**/*.test.ts', '!src/**/*.table.ts'],
  ignorePatterns: ['dist', 'docs', 'bench', 'reports'],
  tempDirName: 'reports/mutation-sandbox',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 30_000,
  // What runs when a module is loaded, above all constants: each takes all tests, and together they take four fifths of the time.
  ignoreStatic: true,
  thresholds: { high: 95, low: 90, break: 90 },
};
