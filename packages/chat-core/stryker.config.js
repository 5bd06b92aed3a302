import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: ['src/append/*.ts', 'src/threads/*.ts'],
  tests: ['src/append/*.test.ts', 'src/threads/*.test.ts'],
  // Decisions, which tests without an engine notice.
  sample: {
    mutate: ['src/append/decide-append.ts', 'src/threads/{ownership,spend-rate}.ts'],
    tests: ['src/append/decide-append.test.ts', 'src/threads/{ownership,spend-rate}.test.ts'],
  },
});
