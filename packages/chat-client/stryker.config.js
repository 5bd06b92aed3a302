import { mutationConfig } from '@switchboard/jest-preset/mutation';

const mutate = ['src/outbox/*.ts'];

export default mutationConfig({
  mutate,
  tests: ['test/{outbox,outbox-storage,sending}.test.ts'],
  sample: { mutate, tests: ['test/{outbox,outbox-storage}.test.ts'], engine: false },
});
