import { preset } from '@switchboard/jest-preset';

/** Components are drawn without a browser where it is their structure that matters; these packages ship ES modules. */
const components = {
  '^.+/(marked|preact)/.+\\.m?js$': ['@swc/jest', { module: { type: 'commonjs' } }],
  '^.+\\.tsx$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        target: 'es2023',
        transform: { react: { runtime: 'automatic', importSource: 'preact' } },
      },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
};

export default {
  ...preset,
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  transform: { ...components, ...preset.transform },
  transformIgnorePatterns: ['/node_modules/(?!(marked|preact)/)'],
};
