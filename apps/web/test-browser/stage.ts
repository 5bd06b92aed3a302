import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { Platform } from './platform.ts';

/** What a test file plays on: a platform of its own, and a browser. */
export interface Stage {
  readonly platform: Platform;
  readonly browser: Browser;
  clear(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const browser = await launchChromium();
  try {
    const platform = await Platform.start();
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
