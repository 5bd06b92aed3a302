import { preset } from '@switchboard/jest-preset';

/** Each test boots platforms of its own, with their own engines; on a busy machine that takes its time. */
export default { ...preset, testTimeout: 20_000 };
