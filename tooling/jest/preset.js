import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

// Jest writes its report into a folder that has to be there.
mkdirSync('reports', { recursive: true });

/** Packages of npm that ship only ES modules: jest runs CommonJS, so swc turns them into that. */
const esModulesOnly = ['p-[^/]+', 'is-network-error'];

// biome-ignore lint/style/noProcessEnv: how `npm run test:properties` asks for more cases
const { PROPERTY_TIMES, PROPERTY_SECONDS, PROPERTY_REPORT } = process.env;

/** Where more cases of each property are asked for. */
const repeated =
  PROPERTY_TIMES === undefined
    ? {}
    : {
        moduleNameMapper: { '^fast-check$': here('./repeated-fast-check.cjs') },
        globals: {
          repeatedProperties: {
            file: createRequire(import.meta.url).resolve('fast-check'),
            times: Number(PROPERTY_TIMES),
            seconds: Number(PROPERTY_SECONDS),
            report: PROPERTY_REPORT,
          },
        },
        setupFilesAfterEnv: [here('./repeated-limits.cjs')],
      };

/**
 * Jest looks up each global in its sandbox, which costs a call into C++ each time; these are passed to each module instead: 6 % of the
 * processor time of tests that call the SDK. Nothing that a test replaces may be among them (`Date`), and nothing that a package of npm
 * declares as its own (`Buffer`, `Boolean`).
 */
const passedGlobals = ['Array', 'JSON', 'Map', 'Math', 'Object', 'Set', 'String', 'Uint8Array', 'WeakMap'];

/** The configuration that every package spreads into its `jest.config.js`. */
export const preset = {
  testEnvironment: 'node',
  sandboxInjectedGlobals: passedGlobals,
  // A test that hangs ends; one that is slow because the machine is busy does not fail.
  testTimeout: 600_000,
  testEnvironmentOptions: { customExportConditions: ['switchboard-source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/{src,test}/**/*.test.ts'],
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
  extensionsToTreatAsEsm: [],
  ...repeated,
};

/** Adds one DynamoDB engine for the whole run; tests read its address from `DYNAMODB_ENDPOINT`. */
export const withDynamoDb = {
  globalSetup: here('./global-setup.ts'),
  globalTeardown: here('./global-teardown.ts'),
};
