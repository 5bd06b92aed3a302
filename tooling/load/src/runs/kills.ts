import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openCrew } from '../conversation/crew.ts';
import type { LoadRun } from '../load-run.ts';
import { withPlatform } from '../platform/platform.ts';
import { freeFirstPort } from '../platform/ports.ts';
import { createRandom } from '../random.ts';
import { seconds } from '../timing.ts';

const sizes = { full: { kills: 32, writers: 12 }, small: { kills: 3, writers: 4 } };

/** How long a platform lives before it is killed, in milliseconds: it is at work by then. */
const leastLifeMs = 800;
const mostLifeMs = 3_000;

/** How long the last platform has to make everything good, in milliseconds. */
const settleMs = 240_000;

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
        await delay(leastLifeMs + random.below(mostLifeMs - leastLifeMs));
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
