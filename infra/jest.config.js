import { preset, withDynamoDb } from '@switchboard/jest-preset';

export default { ...preset, ...withDynamoDb };
