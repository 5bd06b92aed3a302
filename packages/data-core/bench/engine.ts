import startEngine from '@switchboard/jest-preset/global-setup';
import stopEngine from '@switchboard/jest-preset/global-teardown';

/** Starts the engine that a benchmark runs on, as a test run does; ends when the work does. */
export async function withEngine(work: () => Promise<void>): Promise<void> {
  await startEngine();
  try {
    await work();
  } finally {
    await stopEngine();
  }
}
