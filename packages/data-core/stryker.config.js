import { mutationConfig } from '@switchboard/jest-preset/mutation';

const everywhere = ['test/{bad-input,conflicts,errors}.test.ts'];

export default mutationConfig({
  lock: {
    mutate: ['src/primitives/lock/*.ts'],
    tests: ['src/primitives/lock/*.test.ts', ...everywhere],
  },
  once: {
    mutate: ['src/primitives/once/*.ts'],
    tests: ['src/primitives/once/*.test.ts', ...everywhere],
  },
  limit: {
    mutate: ['src/primitives/limit/*.ts'],
    tests: ['src/primitives/limit/*.test.ts', ...everywhere],
  },
  set: {
    mutate: ['src/primitives/partitioned/{errors,json-set,set-items,set-requests}.ts'],
    tests: ['src/primitives/partitioned/*.test.ts', 'test/models/partitioned-keys.test.ts', ...everywhere],
  },
  lease: {
    mutate: ['src/shared/lease/*.ts'],
    tests: ['src/shared/lease/*.test.ts', 'src/primitives/{lock,once}/*.test.ts'],
  },
  state: {
    mutate: ['src/storages/state/*.ts'],
    tests: ['src/storages/state/*.test.ts', ...everywhere],
  },
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
