import { randomUUID } from 'node:crypto';
import type { Environment } from '@switchboard/declarations/configuration';
import { createLog } from '../log.ts';

/** What every function takes from the world outside: its environment, the clock, chance, and where its log goes. */

// biome-ignore lint/style/noProcessEnv: the composition root of every function
export const environment: Environment = process.env;
export const now = Date.now;
export const newId = randomUUID;
export const random = Math.random;
export const log = createLog((line) => process.stdout.write(`${line}\n`), now);
