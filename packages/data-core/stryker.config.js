import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: [
    'src/primitives/lock/*.ts',
    'src/primitives/once/*.ts',
    'src/primitives/limit/*.ts',
    'src/primitives/partitioned/{json-set,set-items,set-requests}.ts',
    'src/shared/lease/*.ts',
    'src/storages/state/{errors,state-arguments,state-item,state-version,state-writes}.ts',
    'src/storages/state/state-{listing,lock,reader}.ts',
    'src/storages/state/state-storage.ts',
  ],
  // The tests beside the code, which are quick, and those of what all stores share.
  tests: [
    'src/primitives/{lock,once,limit,partitioned}/*.test.ts',
    'src/storages/state/*.test.ts',
    'src/shared/lease/*.test.ts',
    'test/{bad-input,conflicts}.test.ts',
  ],
  // What needs no engine, and neither do its tests: what is read of items, what a save writes, and the watch over a lease.
  sample: {
    mutate: [
      'src/primitives/once/do-once-record.ts',
      'src/primitives/partitioned/set-items.ts',
      'src/storages/state/state-{version,writes}.ts',
      'src/shared/lease/lease.ts',
    ],
    tests: [
      'src/primitives/once/do-once-record.test.ts',
      'src/primitives/partitioned/set-items.test.ts',
      'src/storages/state/state-{version,writes}.test.ts',
      'src/shared/lease/lease.test.ts',
    ],
    engine: false,
  },
});
