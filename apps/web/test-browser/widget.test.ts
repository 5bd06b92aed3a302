import type { BrowserContext, BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core';
import { closedGate } from './gate.ts';
import { holdFrames } from './hold-frames.ts';
import { HostPage, type HostPageOptions } from './host-page.ts';
import { watchProblems } from './problems.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';
import { violations } from './violations.ts';

let stage: Stage;
const hosts: HostPage[] = [];
const contexts: BrowserContext[] = [];
const problems: string[] = [];

interface Visit {
  readonly page: Page;
  readonly frame: FrameLocator;
  readonly host: HostPage;
}

async function visit(
  host: Partial<HostPageOptions> = {},
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const served = await HostPage.serve({ chat: stage.platform.addresses.web, ...host });
  hosts.push(served);
  const context = await stage.browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
  contexts.push(context);
  return open(context, served);
}

async function open(context: BrowserContext, host: HostPage): Promise<Visit> {
  const page = await context.newPage();
  watchProblems(page, problems);
  await page.goto(host.address);
  return { page, frame: page.frameLocator('switchboard-chat iframe'), host };
}

declare global {
  /** In a frame: the page around it has closed it. */
  var chatClosed: Promise<void>;
  /** On the page: nothing is unread any more. */
  var chatRead: Promise<void>;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Waits until the frame lies where it should: it moves while it opens. */
async function untilPanel(page: Page, fits: (box: Box) => boolean): Promise<Box> {
  const panel = page.locator('switchboard-chat iframe');
  const box = await until(
    'the frame is at its place',
    () => panel.boundingBox(),
    (found) => found !== null && fits(found),
  );
  if (!box) throw new Error('There is no frame.');
  return box;
}

const launcher = (page: Page) => page.getByRole('button', { name: /Open the chat|Close the chat/ });

const hasFocus = (element: Locator): Promise<boolean> => element.evaluate((found) => found.matches(':focus'));

async function ask(frame: FrameLocator, text: string): Promise<void> {
  const answers = frame.locator('.message[data-state="sent"]:not([data-own])');
  const answered = await answers.count();
  await frame.getByRole('textbox', { name: 'Message' }).fill(text);
  await frame.getByRole('textbox', { name: 'Message' }).press('Enter');
  await answers.nth(answered).waitFor();
}

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  for (const host of hosts.splice(0)) await host.close();
  expect(problems.splice(0)).toEqual([]);
});

/** What a careless site does to everything on its pages. */
const hostile = {
  style: `
    * { all: unset !important; display: inline !important; color: red !important; font: 40px serif !important; }
    body { transform: rotate(1deg); filter: blur(0.5px); }
    button, iframe, svg, div { display: none !important; width: 0 !important; position: static !important; }
  `,
  script: `
    Array.prototype.toJSON = () => 'broken';
    Array.prototype.last = function () { return this[this.length - 1]; };
    Array.prototype.map = function () { throw new Error('A polyfill of map from 2009.'); };
    Array.prototype.filter = function () { throw new Error('A polyfill of filter from 2009.'); };
    Object.prototype.extend = function () {};
    Function.prototype.bind = function () { throw new Error('A polyfill of bind from 2009.'); };
    String.prototype.trim = function () { return this; };
    window.JSON = { parse() { throw new Error('no'); }, stringify() { throw new Error('no'); } };
    window.Promise.prototype.finally = undefined;
  `,
};

describe('the widget', () => {
  it('loads nothing but its script until it is opened', async () => {
    const { page } = await visit();
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    await page.reload();
    await launcher(page).waitFor();
    await page.waitForLoadState('networkidle');
    expect(requested.filter((path) => path !== '/').sort()).toEqual([
      '/script.js',
      '/style.css',
      '/widget.js',
    ]);
    expect(page.frames()).toHaveLength(1);
  });

  it('works on a hostile page that allows only the documented directives', async () => {
    const { page, frame } = await visit(hostile);
    await launcher(page).click();
    await ask(frame, 'hello');
    const panel = await untilPanel(page, ({ width }) => width === 400);
    expect(panel.x + 400).toBeLessThanOrEqual(1100);
    const button = await launcher(page).boundingBox();
    expect([button?.width, button?.height]).toEqual([60, 60]);
    expect(await frame.locator('body').evaluate((body) => getComputedStyle(body).fontSize)).toBe('16px');
    await launcher(page).click();
    await page.locator('switchboard-chat iframe').waitFor({ state: 'hidden' });
  });

  it('opens and closes by keyboard, and gives the focus back', async () => {
    const { page, frame } = await visit();
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    const field = frame.getByRole('textbox', { name: 'Message' });
    await field.waitFor();
    await until('the field has the focus', () => hasFocus(field));
    await page.keyboard.press('Escape');
    await page.locator('switchboard-chat iframe').waitFor({ state: 'hidden' });
    await until('the button has the focus', () => hasFocus(launcher(page)));

    // Closed from within and opened again, it begins with the field.
    await page.keyboard.press('Enter');
    await until('the field has the focus', () => hasFocus(field));
    await frame.getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Enter');
    await until('the button has the focus', () => hasFocus(launcher(page)));
    await page.keyboard.press('Enter');
    await until('the field has the focus', () => hasFocus(field));
  });

  it('leaves the focus to a visitor who was on the page before it was loaded', async () => {
    const host = await HostPage.serve({ chat: stage.platform.addresses.web, attributes: 'data-open' });
    hosts.push(host);
    const context = await newContext();
    const script = closedGate();
    const config = closedGate();
    await context.route('**/widget.js', async (route) => route.continue(await script.released));
    await context.route('**/config.json', async (route) => route.continue(await config.released));
    const page = await context.newPage();
    watchProblems(page, problems);
    await page.goto(host.address, { waitUntil: 'commit' });
    const button = page.getByRole('button', { name: 'Add to cart' });
    await button.focus();
    script.release();
    const iframe = page.locator('switchboard-chat iframe');
    await iframe.waitFor();
    expect(await hasFocus(button)).toBe(true);
    config.release();
    const field = page.frameLocator('switchboard-chat iframe').getByRole('textbox', { name: 'Message' });
    await field.waitFor();
    await field.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    expect(await hasFocus(button)).toBe(true);
    await iframe.focus();
    await until('the field has the focus', () => hasFocus(field));
  });

  it('takes no focus while it is closed', async () => {
    const { page, frame, host } = await visit();
    await launcher(page).click();
    await ask(frame, 'hello');
    await frame.getByRole('list', { name: 'Answers' }).getByRole('button').first().focus();
    await page.keyboard.press('Escape');
    await until('the button has the focus', () => hasFocus(launcher(page)));
    const button = page.getByRole('button', { name: 'Add to cart' });
    await button.focus();
    // The answers to choose from, one of which had the focus, go away with what the visitor writes elsewhere.
    const elsewhere = await open(page.context(), host);
    await launcher(elsewhere.page).click();
    await ask(elsewhere.frame, 'What is my name?');
    await frame.locator('.message').filter({ hasText: 'What is my name?' }).waitFor({ state: 'attached' });
    expect(await hasFocus(button)).toBe(true);
  });

  it('fills the screen of a phone, where it is closed from within', async () => {
    const { page, frame } = await visit(
      {},
      { viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true },
    );
    await launcher(page).tap();
    await frame.getByRole('heading', { name: 'How can we help?' }).waitFor();
    await untilPanel(
      page,
      ({ x, y, width, height }) => x === 0 && y === 0 && width === 375 && height === 700,
    );
    await frame.getByRole('button', { name: 'Close' }).tap();
    await page.locator('switchboard-chat iframe').waitFor({ state: 'hidden' });
  });

  it('shows the brand of its script tag, in colours that can be read', async () => {
    const attributes =
      'data-name="Tea & Co" data-accent="#facc15" data-title="Tea?" data-greeting="Ask us." data-suggestions="Prices | Delivery" data-side="left"';
    const { page, frame } = await visit({ attributes: attributes.replace('&', '&amp;') });
    expect((await launcher(page).boundingBox())?.x).toBeLessThan(40);
    await launcher(page).click();
    await frame.getByRole('heading', { name: 'Tea & Co' }).waitFor();
    await frame.getByRole('heading', { name: 'Tea?' }).waitFor();
    await frame.getByRole('button', { name: 'Delivery' }).waitFor();
    const chat = page.frames()[1];
    if (!chat) throw new Error('There is no frame.');
    expect(await violations(chat)).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });

  it('asks who the visitor is before the first message, where it should', async () => {
    const { page, frame } = await visit({ attributes: 'data-ask="name,email"' });
    await launcher(page).click();
    const name = frame.getByLabel('Your name');
    const hasFocus = (field: Locator): Promise<boolean> =>
      field.evaluate((element) => element.matches(':focus'));
    await name.waitFor();
    await until('the form has the focus', () => hasFocus(name));
    await frame.getByRole('button', { name: 'Start the conversation' }).click();
    await frame.getByText('Please enter your name.').waitFor();
    await name.fill('Ann Lee');
    await frame.getByLabel('Your e-mail address').fill('ann@example.com');
    await frame.getByRole('button', { name: 'Start the conversation' }).click();
    await until('the composer has the focus', () =>
      hasFocus(frame.getByRole('textbox', { name: 'Message' })),
    );
    await ask(frame, 'hello');
  });

  it('counts on its launcher what has come while it was closed, also after a reload', async () => {
    const { page, frame } = await visit();
    let asked = 0;
    // The answer comes when the frame knows that it is closed.
    const held = await holdFrames(page.context(), ({ event }) => asked > 0 && event === 'message');
    await page.reload();
    await launcher(page).click();
    await ask(frame, 'hello');
    asked += 1;
    await frame.getByRole('textbox', { name: 'Message' }).fill('Tell me a joke');
    await frame.getByRole('textbox', { name: 'Message' }).press('Enter');
    await frame.locator('body').evaluate(() => {
      globalThis.chatClosed = new Promise((resolve) => {
        addEventListener('message', ({ data }) => data.message?.type === 'close' && setTimeout(resolve));
      });
    });
    await page.evaluate(() => window.Switchboard?.close());
    await frame.locator('body').evaluate(() => globalThis.chatClosed);
    held.release();
    await page.getByRole('button', { name: 'Open the chat (1)' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Open the chat (1)' }).waitFor();
    await page.evaluate(() => {
      globalThis.chatRead = new Promise((resolve) => {
        window.Switchboard?.on('unread', (count) => count === 0 && resolve());
      });
    });
    await page.getByRole('button', { name: 'Open the chat (1)' }).click();
    await page.evaluate(() => globalThis.chatRead);
    await page.getByRole('button', { name: 'Close the chat' }).click();
    await page.getByRole('button', { name: 'Open the chat', exact: true }).waitFor();
  });

  it('tells the page what happens, and does what the page says', async () => {
    const { page, frame } = await visit({
      script: `
        addEventListener('switchboard:ready', () => {
          window.told = [];
          for (const name of ['open', 'close', 'sent', 'message'])
            Switchboard.on(name, (payload) => told.push(payload ? name + ' of a ' + payload.from : name));
        });
      `,
    });
    await launcher(page).waitFor();
    await page.evaluate(() => window.Switchboard?.open());
    await ask(frame, 'hello');
    const told = (events: number) =>
      until(
        `the page is told of ${events} events`,
        () => page.evaluate<string[]>('told'),
        ({ length }) => length >= events,
      );
    await told(3);
    await page.evaluate(() => window.Switchboard?.close());
    expect(await told(4)).toEqual(['open', 'sent', 'message of a bot', 'close']);
    await page.evaluate(() => window.Switchboard?.remove());
    expect(await page.locator('switchboard-chat').count()).toBe(0);
  });

  it('lets in only users whom the page’s own server knows', async () => {
    const { page, frame, host } = await visit({ attributes: 'data-identify' });
    await launcher(page).click();
    await frame.getByRole('heading', { name: 'You are signed out' }).waitFor();
    const response = await fetch(`${stage.platform.addresses.http}/sessions`, {
      method: 'POST',
      body: JSON.stringify({ userId: 'known', role: 'customer' }),
    });
    const { token } = (await response.json()) as { token: string };
    const identify = (on: Page) =>
      on.evaluate((identity) => window.Switchboard?.identify(identity), { userId: 'known', token });
    await page.evaluate(() => window.Switchboard?.setAttributes({ plan: 'Pro' }));
    await identify(page);
    await ask(frame, 'my name is Ann');

    const elsewhere = await open(await newContext(), host);
    await launcher(elsewhere.page).click();
    await identify(elsewhere.page);
    await elsewhere.frame.getByText('my name is Ann').first().waitFor();
    await elsewhere.page.evaluate(() => window.Switchboard?.identify(undefined));
    await elsewhere.frame.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await elsewhere.frame.getByText('my name is Ann').count()).toBe(0);
  });
});

async function newContext(): Promise<BrowserContext> {
  const context = await stage.browser.newContext({ viewport: { width: 1100, height: 760 } });
  contexts.push(context);
  return context;
}
