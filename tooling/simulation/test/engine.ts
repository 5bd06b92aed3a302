import { randomUUID } from 'node:crypto';
import { type RunReport, runSeed, type Setting } from '../src/run-seed.ts';
import { createPlainClient } from '../src/services/tables.ts';

// biome-ignore lint/style/noProcessEnv: where jest's set-up puts the engine's address
const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
const plainClient = createPlainClient(endpoint);

/** Runs one seed on tables of its own. */
export const run = (seed: number, setting: Setting = {}): Promise<RunReport> =>
  runSeed({ seed, endpoint, plainClient, prefix: randomUUID().slice(0, 13), setting });
