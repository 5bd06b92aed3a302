import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: [
    'src/responder/{answer-thread,commit-reply,take-turn}.ts',
    'src/responder/{responder,thread-look,show-*,dependencies,errors}.ts',
    'src/responder/{ask-bot,chunk-stream,held-state,outcome,sns-event,watch}.ts',
  ],
  tests: ['src/responder/*.test.ts', 'test/{responder,crash,overlap,streaming,hand-over}.test.ts'],
  // What needs no engine, and neither do its tests.
  sample: {
    mutate: ['src/responder/{ask-bot,held-state,outcome,sns-event,watch}.ts'],
    tests: ['src/responder/{ask-bot,held-state,outcome,sns-event,watch}.test.ts'],
    engine: false,
  },
});
