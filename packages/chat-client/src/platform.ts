import type { PlatformOptions } from './options.ts';

const longestTimeoutMs = 2 ** 31 - 1;

/** The platform of a browser or of Node from version 22: the only place that reads the clock and random numbers. */
export const systemPlatform: Required<Omit<PlatformOptions, 'WebSocket'>> = {
  clock: {
    now: () => Date.now(),
    schedule: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.min(delayMs, longestTimeoutMs));
      return () => clearTimeout(timer);
    },
  },
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
};
