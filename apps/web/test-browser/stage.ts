import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { Platform, type Settings } from './platform.ts';

/** What a test file plays on: a platform of its own, and a browser. */
export interface Stage {
  readonly platform: Platform;
  readonly browser: Browser;
  clear(): Promise<void>;
}

/** @param settings what differs from the environment `local` as it was built. @default nothing */
export async function setStage(settings: Settings = {}): Promise<Stage> {
  const browser = await launchChromium();
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
