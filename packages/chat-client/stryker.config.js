import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: ['src/outbox/*.ts'],
  sample: ['src/outbox/*.ts'],
  tests: ['test/{outbox,outbox-storage,sending}.test.ts'],
});
