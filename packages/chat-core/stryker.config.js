import { mutationConfig } from '@switchboard/jest-preset/mutation';

/** What decides: it needs no engine, and neither do its tests. */
const decisions = [
  'src/append/{decide-append,marker,pause-after-loss}.ts',
  'src/threads/{change-owner,head-item,index-cursor,ownership,shards,spend-rate,thread-ids,waiting}.ts',
];
const decisionTests = [
  'src/append/{decide-append,decide-limits,marker,pause-after-loss,planned-append}.test.ts',
  'src/threads/{change-owner,head-item,index-cursor,open-question,ownership,shards,spend-rate,sweep-decisions,thread-ids,waiting}.test.ts',
];

export default mutationConfig({
  mutate: [
    'src/append/append-{message,request}.ts',
    'src/append/change*.ts',
    'src/append/decide-append.ts',
    'src/append/{marker,pause-after-loss}.ts',
    'src/threads/change-{owner,thread}.ts',
    'src/threads/{head-item,index-cursor,ownership,shards,spend-rate,thread-ids,waiting}.ts',
    'src/threads/list*.ts',
    'src/threads/{mark-read,own-threads,read-*,sweep-thread,thread-head}.ts',
  ],
  // All but the searches among many writers at once, which are slow.
  tests: ['src/append/!(invariants|contention).test.ts', 'src/threads/!(waiting-marks).test.ts'],
  sample: { mutate: decisions, tests: decisionTests, engine: false },
});
