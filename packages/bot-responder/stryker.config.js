import { mutationConfig } from '@switchboard/jest-preset/mutation';

export default mutationConfig({
  mutate: ['src/responder/*.ts'],
  sample: ['src/responder/{chunk-stream,sns-event,thread-look}.ts'],
  tests: ['src/responder/*.test.ts', 'test/{responder,crash,overlap,streaming,hand-over}.test.ts'],
});
