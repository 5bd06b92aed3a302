import type { Frame, Page } from 'playwright-core';

declare global {
  /** Lets a page do what it has put off. */
  var doDeferred: () => void;
}

/** What a page has put off until its next frame, or until some time has passed. */
export interface DeferredWork {
  /** Lets the page do it, and put off no longer than it wants. @returns when it has been done */
  release(): Promise<void>;
}

/**
 * Holds back what a page puts off: keys and messages come all the same, as they do on a busy machine before the next frame.
 * So a test sees that a page is ready for the next key at once.
 */
export async function holdDeferred(page: Page | Frame): Promise<DeferredWork> {
  await page.evaluate(() => {
    const { cancelAnimationFrame, clearTimeout, requestAnimationFrame, setTimeout } = window;
    const held = new Map<number, () => void>();
    // No handle of the browser's is so high.
    let handle = 1_000_000_000;
    const hold = (work: () => void): number => {
      handle += 1;
      held.set(handle, work);
      return handle;
    };
    const drop =
      (cancel: (known: number) => void) =>
      (known: number): void => {
        if (!held.delete(known)) cancel.call(window, known);
      };
    Object.assign(window, {
      setTimeout: (work: (...values: unknown[]) => void, _ms?: number, ...values: unknown[]) =>
        hold(() => work(...values)),
      requestAnimationFrame: (work: (time: number) => void) => hold(() => work(performance.now())),
      clearTimeout: drop(clearTimeout),
      cancelAnimationFrame: drop(cancelAnimationFrame),
    });
    globalThis.doDeferred = () => {
      Object.assign(window, { cancelAnimationFrame, clearTimeout, requestAnimationFrame, setTimeout });
      for (const work of held.values()) work();
    };
  });
  return {
    release: () =>
      page.evaluate(async () => {
        globalThis.doDeferred();
        // Effects of effects come with frames of their own.
        for (let frames = 0; frames < 3; frames += 1) {
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        }
      }),
  };
}
