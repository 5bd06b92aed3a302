import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Platform } from './platform.ts';

interface Who {
  readonly user: string;
  readonly thread: string;
}

const queryOf = ({ user, thread }: Who): string => `?user=${user}&thread=${thread}`;

/** A tab with the chat page, and what a person can see and do there. */
export class ChatTab {
  readonly page: Page;
  /** What went wrong in the page: errors, and what its content security policy forbade. */
  readonly problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      // A connection that is refused while the platform is away is part of the tests.
      const expected = /WebSocket connection|net::ERR_/.test(message.text());
      if (message.type() === 'error' && !expected) this.problems.push(message.text());
    });
  }

  /** @param who whoever the address names. @default a guest */
  static async open(context: BrowserContext, platform: Platform, who?: Who): Promise<ChatTab> {
    const tab = new ChatTab(await context.newPage());
    await tab.page.goto(`${platform.addresses.web}/${who ? queryOf(who) : ''}`);
    await tab.waitUntilOnline();
    return tab;
  }

  get field(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** All bubbles, or those in one state. */
  bubbles(state?: 'sent' | 'sending' | 'streaming' | 'failed'): Locator {
    return this.page.locator(state ? `.message[data-state="${state}"] .bubble` : '.message .bubble');
  }

  /** Bubbles with messages that others wrote and that are stored. */
  get answers(): Locator {
    return this.page.locator('.message[data-state="sent"]:not([data-own]) .bubble');
  }

  get quickReplies(): Locator {
    return this.page.getByRole('list', { name: 'Answers' }).getByRole('button');
  }

  async waitUntilOnline(): Promise<void> {
    await this.page.getByText('Online', { exact: true }).waitFor();
  }

  async send(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** Sends a text and waits for the whole answer. */
  async ask(text: string): Promise<void> {
    const answered = await this.answers.count();
    await this.send(text);
    await this.answers.nth(answered).waitFor();
    await this.bubbles('sending').waitFor({ state: 'detached' });
  }

  /** The texts of all bubbles, from the top. */
  texts(): Promise<string[]> {
    return this.bubbles().allInnerTexts();
  }
}
