import { join } from 'node:path';
import type { Browser, BrowserContext, Page, WebSocket } from 'playwright-core';

/** How many of the newest frames and problems of a page are kept. */
const kept = 8;

/** How many pages are described: what failed is to be read at the end of a long output. */
const described = 4;

/** A page that does not answer is a finding too. */
const answerMs = 5_000;

/** How many times slower a page runs. */
// biome-ignore lint/style/noProcessEnv: how a person tries the tests as a slow machine would run them
const slowness = Number(process.env.SLOWNESS ?? 1);

/** How fast animations run: at 0.02 nothing has ended when a test looks, as on a machine that is very fast. */
// biome-ignore lint/style/noProcessEnv: how a person tries the tests as a fast machine would run them
const animationRate = Number(process.env.ANIMATION_RATE ?? 1);

/** Lets a page run as on a slower or a faster machine. */
async function changeSpeed(page: Page): Promise<void> {
  if (slowness === 1 && animationRate === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await session.send('Animation.enable');
  await session.send('Animation.setPlaybackRate', { playbackRate: animationRate });
}

/** Keeps the newest entries of a list. */
class Newest {
  readonly #entries: string[] = [];

  add(entry: string): void {
    this.#entries.push(entry);
    if (this.#entries.length > kept) this.#entries.shift();
  }

  toString(): string {
    return this.#entries.join(' | ');
  }
}

/** What a page has said and done lately. */
class WatchedPage {
  readonly page: Page;
  readonly #problems = new Newest();
  readonly #frames = new Newest();

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.#problems.add(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#problems.add(message.text());
    });
    page.on('crash', () => this.#problems.add('The page has crashed.'));
    page.on('requestfailed', (request) =>
      this.#problems.add(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`),
    );
    page.on('websocket', (socket) => this.#watchFrames(socket));
  }

  #watchFrames(socket: WebSocket): void {
    socket.on('framesent', ({ payload }) => this.#frames.add(`> ${nameOf(payload)}`));
    socket.on('framereceived', ({ payload }) => this.#frames.add(`< ${nameOf(payload)}`));
    socket.on('close', () => this.#frames.add('closed'));
  }

  /** @param picture the file for a picture of the page */
  async describe(picture: string): Promise<string> {
    const lines = [`Page ${this.page.url()}`];
    const [problems, frames] = [String(this.#problems), String(this.#frames)];
    if (problems !== '') lines.push(`  problems: ${problems}`);
    if (frames !== '') lines.push(`  frames: ${frames}`);
    const taken = await this.page.screenshot({ path: picture, timeout: answerMs }).then(
      () => picture,
      () => 'none, the page does not answer',
    );
    lines.push(`  picture: ${taken}`);
    return lines.join('\n');
  }
}

/** The action or the event of a frame. */
function nameOf(payload: string | Buffer): string {
  try {
    const { action, event } = JSON.parse(String(payload));
    return String(action ?? event);
  } catch {
    return `${payload.length} bytes`;
  }
}

/** The pages of a browser: what they have done lately, which a test that fails shows. */
export class PageWatch {
  readonly #contexts = new Set<BrowserContext>();
  readonly #pages = new Set<WatchedPage>();

  /** @param timeoutMs how long anything in a page is waited for */
  constructor(browser: Browser, timeoutMs: number) {
    browser.on('context', (context) => {
      context.setDefaultTimeout(timeoutMs);
      this.#contexts.add(context);
      context.on('close', () => this.#contexts.delete(context));
      context.on('page', (page) => {
        const watched = new WatchedPage(page);
        this.#pages.add(watched);
        page.on('close', () => this.#pages.delete(watched));
        // The page may be closed already.
        changeSpeed(page).catch(() => {});
      });
    });
  }

  /** @param folder where pictures of the pages are kept. @param name the beginning of their names */
  async describe(folder: string, name: string): Promise<string> {
    const newest = [...this.#pages].slice(-described);
    const texts = newest.map((watched, index) => watched.describe(join(folder, `${name}-${index + 1}.png`)));
    return (await Promise.all(texts)).join('\n');
  }

  /** Closes what a test has left open, so that it does not disturb the tests after it. */
  async closeContexts(): Promise<void> {
    await Promise.all([...this.#contexts].map((context) => context.close()));
  }
}
