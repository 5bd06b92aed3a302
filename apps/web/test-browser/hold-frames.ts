import type { BrowserContext } from 'playwright-core';

type Frame = Readonly<Record<string, unknown>>;

/** Frames on their way from the platform to the pages of a context. */
export interface HeldFrames {
  /** Lets all frames through that were held back, and all that come. */
  release(): void;
}

/**
 * Holds back frames of some kind and what comes after them, so that a test sees what a page shows before they come, however
 * fast the platform and however slow the page.
 */
export async function holdFrames(
  context: BrowserContext,
  isHeld: (frame: Frame) => boolean,
): Promise<HeldFrames> {
  const held: (() => void)[] = [];
  let isReleased = false;
  await context.routeWebSocket(/./, (page) => {
    const platform = page.connectToServer();
    platform.onMessage((data) => {
      const holds = !isReleased && (held.length > 0 || isHeld(JSON.parse(String(data))));
      if (holds) held.push(() => page.send(data));
      else page.send(data);
    });
  });
  return {
    release: () => {
      isReleased = true;
      for (const send of held.splice(0)) send();
    },
  };
}
