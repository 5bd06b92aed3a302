import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openCrew } from '../conversation/crew.ts';
import { expect } from '../expect.ts';
import type { LoadRun } from '../load-run.ts';
import { withPlatform } from '../platform/platform.ts';
import { freeFirstPort } from '../platform/ports.ts';
import { createRandom } from '../random.ts';
import { seconds, until } from '../timing.ts';

const sizes = { full: { kills: 32, writers: 12 }, small: { kills: 3, writers: 4 } };

/** A platform is killed when it is at work: after so many acknowledgements, and a moment in milliseconds. */
const leastAcknowledged = 5;
const mostAcknowledged = 60;
const mostMomentMs = 200;

/** However busy the machine is, it gets to work within this time, in milliseconds. */
const workMs = 120_000;

/** How long the last platform has to make everything good, in milliseconds. */
const settleMs = 900_000;

/** Schedules and retries ten times as fast, so that the sweeper comes every six seconds. */
const speed = '10';

export const kills: LoadRun = {
  about:
    '32 SIGKILLs under load of a platform with file data: every acknowledged message is there once, and every one is answered once.',
  run: (size) =>
    withPlatform({ stack: { BOT: 'echo' }, env: { SPEED: speed } }, async (start, folder) => {
      const { kills, writers } = sizes[size];
      const random = createRandom(32);
      const place = { PORT: String(await freeFirstPort(Math.random)), DATA_DIR: join(folder, 'data') };
      let platform = await start(place);
      const crew = openCrew(platform.addresses, writers);
      const stopWriting = crew.startWriting(random, { least: 50, most: 1_200 });
      for (let kill = 0; kill < kills; kill += 1) {
        const goal =
          crew.acknowledged() + leastAcknowledged + random.below(mostAcknowledged - leastAcknowledged);
        const isAtWork = await until(() => crew.acknowledged() >= goal, workMs);
        expect(
          isAtWork,
          `After kill ${kill} the platform has acknowledged too little within ${workMs / 1000} s.`,
        );
        await delay(random.below(mostMomentMs));
        await platform.end('SIGKILL');
        platform = await start(place);
      }
      stopWriting();
      const acknowledgedBefore = crew.acknowledged();
      const settling = performance.now();
      const figures = await crew.settle(settleMs);
      crew.close();
      return {
        kills,
        written: figures.written,
        'acknowledged during the kills': acknowledgedBefore,
        stored: figures.stored,
        'settled after': seconds(performance.now() - settling),
      };
    }),
};
