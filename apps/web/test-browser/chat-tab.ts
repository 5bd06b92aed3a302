import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Served } from './platform.ts';
import { watchProblems } from './problems.ts';

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
    watchProblems(page, this.problems);
  }

  /** @param who the user and the thread that the address names. @default a guest, in their first thread */
  static async open(context: BrowserContext, platform: Served, who?: Who): Promise<ChatTab> {
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

  /** What is read out to those who listen. */
  announced(text: string): Locator {
    return this.page.locator('[aria-live="polite"]').filter({ hasText: text });
  }

  /** All bubbles, or those in one state. */
  bubbles(state?: 'sent' | 'sending' | 'streaming' | 'failed'): Locator {
    return this.page.locator(state ? `.message[data-state="${state}"] .bubble` : '.message .bubble');
  }

  /** Bubbles with messages that others wrote and that are stored. */
  get answers(): Locator {
    return this.page.locator('.message[data-state="sent"]:not([data-own]) .bubble');
  }

  answer(text: string): Locator {
    return this.answers.filter({ hasText: text });
  }

  /** Something that has happened to the conversation. */
  notice(text: string): Locator {
    return this.page.locator('.notice').filter({ hasText: text });
  }

  get quickReplies(): Locator {
    return this.page.getByRole('list', { name: 'Answers' }).getByRole('button');
  }

  async waitUntilOnline(): Promise<void> {
    await this.page.getByText('Online', { exact: true }).waitFor();
  }

  /** Where there is a keyboard, the field gets the focus when the page is shown. */
  async waitUntilOneCanType(): Promise<void> {
    await this.page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  }

  async send(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** Sends a text and waits for the whole answer: a message of somebody else that is stored, and stands below the text. */
  async ask(text: string): Promise<void> {
    await this.send(text);
    await this.page.waitForFunction((asked) => {
      const rows = [...document.querySelectorAll('.message')];
      const at = rows.findLastIndex((row) => row.matches('[data-own]'));
      const isAsked = rows[at]?.matches('[data-state="sent"]') && rows[at].textContent?.includes(asked);
      return isAsked && rows.slice(at + 1).some((row) => row.matches('[data-state="sent"]'));
    }, text);
  }

  /** Talks to the bot until it hands over. */
  async askForPerson(): Promise<void> {
    await this.ask('hello');
    await this.send('Talk to a human');
  }

  /** What has happened to the conversation, from the top. */
  notices(): Promise<string[]> {
    return this.page.locator('.notice').allInnerTexts();
  }

  /** The texts of all bubbles, from the top. */
  texts(): Promise<string[]> {
    return this.bubbles().allInnerTexts();
  }
}
