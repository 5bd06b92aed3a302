import axe, { type AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** Waits until what fades in or moves has arrived: on its way it has too little contrast. What never ends is left alone. */
const untilStill = (page: Page | Frame): Promise<void> =>
  page.evaluate(async () => {
    const moving = () =>
      document
        .getAnimations()
        .filter(
          ({ playState, effect }) =>
            playState === 'running' && effect?.getComputedTiming().endTime !== Infinity,
        );
    for (let now = moving(); now.length > 0; now = moving())
      // An animation is cancelled if its element goes.
      await Promise.allSettled(now.map(({ finished }) => finished));
  });

/** What axe finds wrong, once nothing moves any more: the rule, and where. */
export async function violations(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axe.source);
  await untilStill(page);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
