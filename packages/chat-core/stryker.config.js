import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: ['src/append/*.ts', 'src/threads/*.ts'],
  // The decisions, which their own tests notice without an engine.
  sample: ['src/append/decide-append.ts', 'src/threads/{ownership,spend-rate,waiting}.ts'],
  tests: ['src/append/*.test.ts', 'src/threads/*.test.ts'],
});
