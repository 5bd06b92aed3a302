import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: [
    'src/primitives/{lock,once,limit}/*.ts',
    'src/primitives/partitioned/{json-set,set-items,set-requests}.ts',
    'src/storages/state/*.ts',
    'src/shared/lease/*.ts',
  ],
  // The tests beside the code, which are quick, and those of what all stores share.
  tests: [
    'src/primitives/{lock,once,limit,partitioned}/*.test.ts',
    'src/storages/state/*.test.ts',
    'test/{bad-input,conflicts}.test.ts',
  ],
  // The requests that are sent, with the conditions that everything rests on.
  sample: {
    mutate: [
      'src/primitives/lock/{fence,lock-requests}.ts',
      'src/primitives/once/do-once-{record,requests}.ts',
      'src/primitives/limit/window-requests.ts',
      'src/primitives/partitioned/set-requests.ts',
      'src/storages/state/state-{lock,version,writes}.ts',
      'src/shared/lease/lease-claim.ts',
    ],
  },
});
