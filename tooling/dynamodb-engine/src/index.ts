export { type DynamoDbEngine, type StartDynamoDbOptions, startDynamoDb } from './engine.ts';
export { EngineMissingError, EngineStartError } from './errors.ts';
