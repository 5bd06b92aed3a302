import type { Locator } from 'playwright-core';
import { until } from './until.ts';

/** What has the focus in a page, and whether that is the element. */
export const focusOf = (element: Locator): Promise<{ has: boolean; instead: string | undefined }> =>
  element.evaluate((wanted) => ({
    has: document.activeElement === wanted,
    instead: document.activeElement?.outerHTML.slice(0, 120),
  }));

/** Waits until the element has the focus. @throws {Error} with what has it instead */
export async function expectFocus(element: Locator): Promise<void> {
  await until(
    `${element} has the focus`,
    () => focusOf(element),
    ({ has }) => has,
  );
}

/** Presses a key on an element, and leaves to the page where the focus goes. */
export async function press(element: Locator, key = 'Enter'): Promise<void> {
  await element.focus();
  await element.page().keyboard.press(key);
}
