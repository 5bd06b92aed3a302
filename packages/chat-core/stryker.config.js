import { mutationConfig } from '@switchboard/jest-preset/mutation';

const decisions = {
  mutate: [
    'src/append/{decide-append,marker,pause-after-loss}.ts',
    'src/threads/{change-owner,head-item,index-cursor,ownership,shards,spend-rate,thread-ids,waiting}.ts',
  ],
  // They need no engine.
  tests: [
    'src/append/{decide-append,decide-limits,marker,pause-after-loss,planned-append}.test.ts',
    'src/threads/{change-owner,head-item,index-cursor,open-question,ownership,shards,spend-rate,sweep-decisions,thread-ids,waiting}.test.ts',
  ],
};

export default mutationConfig({
  // The searches among many writers at once, which are slow, are left out.
  append: {
    mutate: ['src/append/{append-message,append-request}.ts'],
    tests: ['src/append/!(invariants|contention|change-message).test.ts'],
  },
  change: {
    mutate: ['src/append/{change-message,changeable}.ts', 'src/threads/{change-owner,change-thread}.ts'],
    tests: [
      'src/append/change-message.test.ts',
      'src/threads/{change-owner,change-thread,sweep-thread}.test.ts',
    ],
  },
  sweep: {
    mutate: ['src/threads/{sweep-thread,mark-read,read-thread,read-thread-view}.ts'],
    tests: [
      'src/threads/{sweep-thread,sweep-decisions,open-question,mark-read,read-thread-view,lives}.test.ts',
      'test/consistent-reads.test.ts',
    ],
  },
  list: {
    mutate: ['src/threads/{list-threads,listed-threads,own-threads,read-threads}.ts'],
    tests: [
      'test/consistent-reads.test.ts',
      'src/threads/{list-threads,listed-threads,own-threads,lives,thread-ids,index-cursor}.test.ts',
    ],
  },
  decisions: {
    ...decisions,
    tests: [...decisions.tests, 'src/append/idempotency.test.ts', 'test/consistent-reads.test.ts'],
  },
  sample: { ...decisions, engine: false },
});
