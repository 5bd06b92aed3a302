import { mutationConfig } from '@switchboard/jest-preset/mutation';

const onEngine = [
  'test/{approval,attachments,crash,customer,hand-over,overlap,question-alerts,question-wakes}.test.ts',
  'test/{responder,streaming,takeover-faults,turns}.test.ts',
];
const beside = ['src/responder/{ask-bot,held-state,outcome,sns-event,watch}.test.ts'];

export default mutationConfig({
  turn: {
    mutate: ['src/responder/{responder,answer-thread,find-reply,take-turn,commit-reply}.ts'],
    tests: onEngine,
  },
  look: {
    mutate: ['src/responder/{thread-look,errors}.ts'],
    tests: ['src/responder/thread-look.test.ts', ...onEngine],
  },
  show: {
    mutate: ['src/responder/{show-nothing,show-reply,chunk-stream}.ts'],
    tests: [
      'src/responder/{chunk-stream,show-nothing}.test.ts',
      'test/{responder,overlap,streaming}.test.ts',
    ],
  },
  ask: {
    mutate: ['src/responder/{ask-bot,held-state,outcome,sns-event,watch}.ts'],
    tests: [...beside, ...onEngine],
  },
  sample: {
    mutate: ['src/responder/{ask-bot,held-state,outcome,sns-event,watch}.ts'],
    tests: beside,
    engine: false,
  },
});
