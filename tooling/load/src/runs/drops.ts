import { setTimeout as delay } from 'node:timers/promises';
import { openCrew } from '../conversation/crew.ts';
import { startCuttingProxy } from '../conversation/cutting-proxy.ts';
import type { LoadRun } from '../load-run.ts';
import { withPlatform } from '../platform/platform.ts';
import { createRandom } from '../random.ts';
import { seconds } from '../timing.ts';

const sizes = { full: { writers: 150, cuts: 12 }, small: { writers: 10, cuts: 2 } };

/** Everyone is cut off at the start of each period for a while, in milliseconds: twelve times in a minute. */
const periodMs = 5_000;
const cutMs = 2_000;

const settleMs = 900_000;

export const drops: LoadRun = {
  about:
    '150 clients, everyone cut off for 2 s twelve times in a minute: all messages arrive in order, and none is shown twice.',
  run: (size) =>
    withPlatform({ stack: { BOT: 'echo' } }, async (start) => {
      const { writers, cuts } = sizes[size];
      const { addresses } = await start();
      const url = new URL(addresses.ws);
      const proxy = await startCuttingProxy(Number(url.port));
      url.port = String(proxy.port);
      const crew = openCrew({ ...addresses, ws: url.href }, writers);
      const stopWriting = crew.startWriting(createRandom(12), { least: 3_000, most: 8_000 });
      for (let cut = 0; cut < cuts; cut += 1) {
        await delay(periodMs - cutMs);
        proxy.cut();
        await delay(cutMs);
        proxy.mend();
      }
      stopWriting();
      const settling = performance.now();
      const figures = await crew.settle(settleMs);
      crew.close();
      await proxy.stop();
      return { clients: writers, cuts, ...figures, 'settled after': seconds(performance.now() - settling) };
    }),
};
