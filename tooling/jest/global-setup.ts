import { type DynamoDbEngine, startDynamoDb } from '@switchboard/dynamodb-engine';

declare global {
  var switchboardDynamoDb: DynamoDbEngine | undefined;
}

/** Starts the engine that the whole run shares; jest hands the environment on to its workers. */
export default async function globalSetup(): Promise<void> {
  globalThis.switchboardDynamoDb = await startDynamoDb();
  // biome-ignore lint/style/noProcessEnv: the only channel from jest's global set-up to its workers
  process.env.DYNAMODB_ENDPOINT = globalThis.switchboardDynamoDb.endpoint;
}
