import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: ['src/responder/*.ts'],
  tests: ['src/responder/*.test.ts', 'test/{responder,crash,overlap,streaming,hand-over}.test.ts'],
  sample: {
    mutate: ['src/responder/{chunk-stream,sns-event}.ts'],
    tests: ['src/responder/{chunk-stream,sns-event}.test.ts'],
  },
});
