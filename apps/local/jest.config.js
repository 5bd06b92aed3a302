import { preset } from '@switchboard/jest-preset';

/** Each test boots platforms of its own, with their own engines. */
export default preset;
