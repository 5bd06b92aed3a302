import { preset } from '@switchboard/jest-preset';

export default preset;
