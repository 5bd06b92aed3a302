import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: ['src/append/*.ts', 'src/threads/*.ts'],
  tests: ['src/append/*.test.ts', 'src/threads/*.test.ts'],
  // The decisions, and the tests that go through them.
  sample: {
    mutate: ['src/append/decide-append.ts', 'src/threads/{ownership,spend-rate}.ts'],
    tests: [
      'src/append/{decide-append,append-message,idempotency}.test.ts',
      'src/threads/{ownership,spend-rate,change-thread}.test.ts',
    ],
  },
});
