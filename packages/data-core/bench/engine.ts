import startEngine from '@switchboard/jest-preset/global-setup';
import stopEngine from '@switchboard/jest-preset/global-teardown';

/** Starts the engine that a benchmark runs on, as a test run does; ends when the work does. */
export async function withEngine(work: (endpoint: string) => Promise<void>): Promise<void> {
  await startEngine();
  try {
    // biome-ignore lint/style/noProcessEnv: where the set-up of a test run says which engine it started
    await work(String(process.env.DYNAMODB_ENDPOINT));
  } finally {
    await stopEngine();
  }
}
