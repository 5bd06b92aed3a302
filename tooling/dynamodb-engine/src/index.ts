export { type DynamoDbEngine, type StartDynamoDbOptions, startDynamoDb } from './engine.ts';
