import type { LoadRun } from './load-run.ts';
import { crowd } from './runs/crowd.ts';
import { drops } from './runs/drops.ts';
import { idle } from './runs/idle.ts';
import { kills } from './runs/kills.ts';
import { malformed } from './runs/malformed.ts';
import { soak } from './runs/soak.ts';
import { takeovers } from './runs/takeovers.ts';

/** Every run, by the name that the command takes. */
export const loadRuns: Readonly<Record<string, LoadRun>> = {
  malformed,
  kills,
  takeovers,
  soak,
  idle,
  drops,
  crowd,
};
