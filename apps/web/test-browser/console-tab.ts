import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Served } from './platform.ts';
import { watchProblems } from './problems.ts';

declare global {
  /** Every sentence that the page has shown for a while, in order. */
  var toasts: string[];
}

/** Keeps what a page shows for a few seconds: a test on a busy machine may come later. */
function keepToasts(): void {
  globalThis.toasts = [];
  const look = (): void => {
    const text = document.querySelector('.toast')?.textContent ?? '';
    if (text !== '' && toasts.at(-1) !== text) toasts.push(text);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

/** A tab with the operators' console, and what an operator can see and do there. */
export class ConsoleTab {
  readonly page: Page;
  readonly problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    watchProblems(page, this.problems);
  }

  /**
   * Opens the console, and signs in by name.
   *
   * @param prepare what to do with the page before it is loaded
   */
  static async open(
    context: BrowserContext,
    platform: Served,
    name: string,
    prepare: (page: Page) => Promise<void> = async () => {},
  ): Promise<ConsoleTab> {
    const tab = new ConsoleTab(await context.newPage());
    await tab.page.addInitScript(keepToasts);
    await prepare(tab.page);
    await tab.page.goto(`${platform.addresses.web}/console`);
    await tab.page.getByLabel('Your name').fill(name);
    await tab.page.keyboard.press('Enter');
    // An operator who has as many conversations as they take, for example from earlier tests, is shown as busy.
    await tab.page.getByText(/^(?:Available|Busy)$/).waitFor();
    return tab;
  }

  get rows(): Locator {
    return this.page.getByRole('option');
  }

  row(customer: string): Locator {
    return this.rows.filter({ hasText: customer });
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** What is read out to those who listen. */
  announced(text: string): Locator {
    return this.page.locator('[aria-live="polite"]').filter({ hasText: text });
  }

  get toast(): Locator {
    return this.page.locator('.toast');
  }

  /** Waits until the operator has been told something in a toast, which may be gone again. @returns the newest one */
  async toldNewest(text = ''): Promise<string> {
    const told = await this.page.waitForFunction(
      (wanted) => toasts.findLast((toast) => toast.includes(wanted)),
      text,
    );
    return (await told.jsonValue()) ?? '';
  }

  /** Opens the conversation of a customer in the list that is shown. */
  async select(customer: string): Promise<void> {
    await this.row(customer).click();
    await this.page.getByRole('heading', { name: customer, level: 2 }).waitFor();
  }

  action(name: string): Locator {
    return this.page.locator('.thread-actions').getByRole('button', { name });
  }

  async write(kind: 'Reply' | 'Note', text: string): Promise<void> {
    await this.page.getByRole('button', { name: kind, exact: true }).click();
    await this.page.getByRole('textbox', { name: kind }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  async choose(list: 'Waiting' | 'Mine' | 'Bot' | 'Closed'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Lists' }).getByRole('button', { name: list }).click();
  }
}
