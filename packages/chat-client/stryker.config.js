import { mutationConfig } from '@switchboard/jest-preset/mutation';

const mutate = ['src/outbox/*.ts'];

export default mutationConfig({
  outbox: { mutate, tests: ['test/{outbox,outbox-storage,sending}.test.ts'], engine: false },
  sample: { mutate, tests: ['test/{outbox,outbox-storage}.test.ts'], engine: false },
});
