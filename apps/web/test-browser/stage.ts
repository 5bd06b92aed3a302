import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { PageWatch } from './page-watch.ts';
import { Platform, type Settings } from './platform.ts';
import { patienceMs } from './until.ts';

declare global {
  /** How the environment of a test file looks at its pages. */
  var watchedPages: PageWatch | undefined;
}

/** What a test file plays on: a platform of its own, and a browser. */
export interface Stage {
  readonly platform: Platform;
  readonly browser: Browser;
  clear(): Promise<void>;
}

/** @param settings what differs from the environment `local` as it was built. @default nothing */
export async function setStage(settings: Settings = {}): Promise<Stage> {
  const browser = await launchChromium();
  globalThis.watchedPages = new PageWatch(browser, patienceMs);
  try {
    const platform = await Platform.start(settings);
    return {
      platform,
      browser,
      clear: async () => {
        await browser.close();
        await platform.stop();
      },
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
