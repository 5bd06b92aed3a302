/** Stops the engine that the global set-up started, and forgets its address: another run in this process starts its own. */
export default async function globalTeardown(): Promise<void> {
  if (globalThis.switchboardDynamoDb === undefined || globalThis.switchboardDynamoDb.kind === 'external')
    return;
  // biome-ignore lint/style/noProcessEnv: where the global set-up put it
  delete process.env.DYNAMODB_ENDPOINT;
  await globalThis.switchboardDynamoDb.stop();
}
