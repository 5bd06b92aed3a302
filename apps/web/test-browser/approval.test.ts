import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContext, BrowserContextOptions, Locator } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { holdFrames } from './hold-frames.ts';
import { Model } from './model.ts';
import { recordAlerts } from './record-alerts.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';
import { violations } from './violations.ts';

const phone = { viewport: { width: 375, height: 640 }, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1200, height: 760 } };

/** A shop whose tools count how often each order was cancelled or paid back. */
async function startShop() {
  const done: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    done.push(`${request.url} ${body}`);
    response.end(`done: ${request.url?.slice(1)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    done,
    url: (name: string) => `http://127.0.0.1:${port}/${name}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const orderParameters = { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] };

const configOf = (shop: { url(name: string): string }) => ({
  tools: [
    {
      name: 'cancelOrder',
      description: 'Cancels an order.',
      parameters: orderParameters,
      url: shop.url('cancel'),
      title: 'Cancelling your order',
      approval: 'Cancel your order 4711?',
    },
    {
      name: 'payBack',
      description: 'Pays the price of an order back.',
      parameters: orderParameters,
      url: shop.url('pay-back'),
      title: 'Paying back',
      approval: 'Pay **90 euros** back to the customer?',
      askedOf: 'operator',
    },
  ],
});

/** Stores the configuration as a developer does. */
async function configure(config: object, dynamodb: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-llm-'));
  const file = join(folder, 'llm.json');
  await writeFile(file, JSON.stringify(config));
  await promisify(execFile)(process.execPath, ['-C', 'switchboard-source', 'src/cli/llm.ts', 'put', file], {
    cwd: fileURLToPath(new URL('../../../packages/bot-responder/', import.meta.url)),
    env: {
      // biome-ignore lint/style/noProcessEnv: as for the platform
      ...process.env,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  await rm(folder, { recursive: true });
}

let shop: Awaited<ReturnType<typeof startShop>>;
let model: Model;
let stage: Stage;

beforeAll(async () => {
  shop = await startShop();
  model = await Model.start((newest) => {
    if (newest.startsWith('Cancel')) return { tool: 'cancelOrder', input: { order: '4711' } };
    if (newest.includes('money back')) return { tool: 'payBack', input: { order: '4711' } };
    if (newest.startsWith('done: cancel')) return 'Your order 4711 is cancelled.';
    if (newest.startsWith('done: pay-back')) return 'We have paid 90 euros back.';
    return newest.includes('said no') ? 'All right, nothing was done.' : `You said: ${newest}`;
  });
  stage = await setStage({ BOT: 'llm', LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'test' });
  await configure(configOf(shop), stage.platform.addresses.dynamodb);
});

afterAll(async () => {
  await stage?.clear();
  await model?.stop();
  await shop?.stop();
});

beforeEach(() => {
  shop.done.length = 0;
});

const customer = async (user: string, options: BrowserContextOptions = phone): Promise<ChatTab> =>
  ChatTab.open(await stage.browser.newContext(options), stage.platform, { user, thread: user });

const operator = async (name: string): Promise<ConsoleTab> =>
  ConsoleTab.open(await stage.browser.newContext(desktop), stage.platform, name);

interface Unheard {
  readonly contexts: readonly [BrowserContext, BrowserContext];
  /** Lets two people do something before either hears what the other has done. */
  atOnce(first: () => Promise<void>, second: () => Promise<void>): Promise<void>;
}

/** Two browsers that can be kept from hearing anything for a moment. */
async function twoBrowsers(
  ...[first, second]: readonly [BrowserContextOptions, BrowserContextOptions]
): Promise<Unheard> {
  let areDeaf = false;
  const contexts = [await stage.browser.newContext(first), await stage.browser.newContext(second)] as const;
  const held = [await holdFrames(contexts[0], () => areDeaf), await holdFrames(contexts[1], () => areDeaf)];
  return {
    contexts,
    atOnce: async (...acts) => {
      areDeaf = true;
      await Promise.all(acts.map((act) => act()));
      for (const { release } of held) release();
    },
  };
}

/** Two desks, each with a bar that asks for an answer. */
async function twoDesks() {
  const { contexts, atOnce } = await twoBrowsers(desktop, desktop);
  const desks = [
    await ConsoleTab.open(contexts[0], stage.platform, 'Olga'),
    await ConsoleTab.open(contexts[1], stage.platform, 'Paul'),
  ] as const;
  const bars = [
    desks[0].page.getByRole('region', { name: 'The bot asks' }),
    desks[1].page.getByRole('region', { name: 'The bot asks' }),
  ] as const;
  const press = (bar: Locator) => () => bar.getByRole('button', { name: 'Yes' }).click();
  return { desks, bars, bothAnswer: () => atOnce(press(bars[0]), press(bars[1])) };
}

/** Waits until a customer is told who has answered, and nothing else. */
const untilAnswered = (tab: ChatTab): Promise<string[]> =>
  until(
    'one notice says who has answered',
    () => tab.notices(),
    ([notice = '', ...others]) => /^(Olga|Paul) answered: Yes$/.test(notice) && others.length === 0,
  );

describe('what the bot asks a customer before it acts', () => {
  it('waits over a reload, a second device, a restart and a takeover, and is done once', async () => {
    const ann = await customer('ann');
    await ann.ask('Cancel my order, please');
    await ann.answer('Cancel your order 4711?').waitFor();
    await ann.quickReplies.first().waitFor();
    expect(await ann.quickReplies.allTextContents()).toEqual(['Yes', 'No']);
    expect(await violations(ann.page)).toEqual([]);

    await ann.page.reload();
    await ann.quickReplies.first().waitFor();
    const second = await customer('ann', desktop);
    await second.quickReplies.first().waitFor();

    await stage.platform.kill();
    await stage.platform.start();
    await ann.waitUntilOnline();
    await second.waitUntilOnline();

    const olga = await operator('Olga');
    await olga.choose('Bot');
    await olga.select('Ann');
    await olga.action('Take').click();
    await ann.notice('Olga joined').waitFor();
    await olga.write('Reply', 'Are you sure?');
    await ann.answer('Are you sure?').waitFor();
    await olga.action('To the bot').click();
    expect(shop.done).toEqual([]);

    // The buttons are gone behind the operator's words. The customer may still say it.
    await ann.send('Yes');
    await ann.answer('Your order 4711 is cancelled.').waitFor();
    await second.answer('Your order 4711 is cancelled.').waitFor();
    expect(shop.done).toEqual(['/cancel {"order":"4711"}']);
    expect([...ann.problems, ...second.problems].filter((text) => !/WebSocket|ERR_CONN/.test(text))).toEqual(
      [],
    );
    for (const tab of [ann, second, olga]) await tab.page.close();
  });

  it('is answered once, though two devices tap different buttons at the same moment', async () => {
    const { contexts, atOnce } = await twoBrowsers(phone, desktop);
    const who = { user: 'bela', thread: 'bela' };
    const first = await ChatTab.open(contexts[0], stage.platform, who);
    const second = await ChatTab.open(contexts[1], stage.platform, who);
    await first.ask('Cancel my order, please');
    await second.quickReplies.first().waitFor();
    await atOnce(
      () => first.quickReplies.filter({ hasText: 'Yes' }).click(),
      () => second.quickReplies.filter({ hasText: 'No' }).click(),
    );
    const outcome = /is cancelled|nothing was done/;
    for (const tab of [first, second]) {
      await tab.answers.filter({ hasText: outcome }).first().waitFor();
      await tab.quickReplies.first().waitFor({ state: 'detached' });
    }
    const said = (await first.answers.filter({ hasText: outcome }).allTextContents())[0] ?? '';
    expect(shop.done).toHaveLength(said.includes('is cancelled') ? 1 : 0);
    for (const tab of [first, second]) await tab.page.close();
  });
});

describe('what the bot asks operators before it acts', () => {
  it('is shown to every operator over a reload, takes nothing over, and counts once', async () => {
    const cleo = await customer('cleo');
    await cleo.ask('I want my money back');
    await cleo.answer('I need to check with a colleague first.').waitFor();
    expect(await cleo.quickReplies.count()).toBe(0);
    // These words are the platform's: every reader sees them in their own language.
    const german = await customer('cleo', { ...phone, locale: 'de-CH' });
    await german.answer('Dazu muss ich erst im Team nachfragen.').waitFor();
    await german.page.close();

    const { desks, bars, bothAnswer } = await twoDesks();
    // It is listed among the threads that wait for people, where operators look.
    for (const tab of desks) {
      await tab.row('Cleo').getByText('Bot asks').waitFor();
      await tab.row('Cleo').getByText('Pay 90 euros back to the customer?').waitFor();
      await tab.select('Cleo');
    }
    for (const bar of bars) await bar.getByText('Pay 90 euros back to the customer?').waitFor();
    expect(await violations(desks[0].page)).toEqual([]);
    await desks[0].page.reload();
    await desks[0].select('Cleo');
    await bars[0].waitFor();

    // The customer's Yes is no answer to it.
    await cleo.ask('Yes');
    expect(shop.done).toEqual([]);
    await bothAnswer();
    await cleo.answer('We have paid 90 euros back.').waitFor();
    for (const bar of bars) await bar.waitFor({ state: 'detached' });
    expect(shop.done).toEqual(['/pay-back {"order":"4711"}']);
    // Nobody has taken the conversation over. One has answered, and the other is told so.
    const outcomes = await Promise.all(desks.map(({ log }) => log.getByText(/answered: Yes/).textContent()));
    expect(new Set(outcomes).size).toBe(1);
    // Who reads the conversation later sees what was answered.
    for (const { log } of desks) {
      const asked = log.getByRole('article').filter({ hasText: 'The bot asks' });
      await asked.getByText('Pay 90 euros back to the customer?').waitFor();
    }
    await untilAnswered(cleo);
    for (const tab of desks) {
      await tab.row('Cleo').waitFor({ state: 'detached' });
      await tab.choose('Bot');
      await tab.row('Cleo').waitFor();
      expect(await tab.row('Cleo').getByText('Bot asks').count()).toBe(0);
    }
    for (const { page, log } of desks) {
      expect(await log.getByText(/joined|Not sent/).count()).toBe(0);
      expect(await page.locator('.message[data-state="failed"]').count()).toBe(0);
    }
    for (const tab of [cleo, ...desks]) await tab.page.close();
  });

  it('alerts an operator who looks elsewhere, once, and leaves the list with a takeover and with the answer', async () => {
    const context = await stage.browser.newContext({ ...desktop, permissions: ['notifications'] });
    await context.addInitScript(recordAlerts, 'granted');
    const olga = await ConsoleTab.open(context, stage.platform, 'Olga');
    await olga.page.getByRole('button', { name: 'Settings' }).click();
    await olga.page.getByLabel('System notifications').check();
    await olga.page.getByRole('button', { name: 'Settings' }).click();
    await olga.page.evaluate(() => alerts.leave());
    const emil = await customer('emil');
    await emil.ask('I want my money back');
    await olga.row('Emil').getByText('Bot asks').waitFor();
    await olga.page.waitForFunction(() => /^\(\d+\) Console$/.test(document.title));
    expect(await olga.page.evaluate(() => [alerts.sounds, alerts.notifications])).toEqual([
      1,
      ['The bot has a question about Emil: Pay 90 euros back to the customer?'],
    ]);
    // The customer writes on, which alerts nobody.
    await emil.ask('Hello?');
    await emil.answer('You said: Hello?').waitFor();
    await olga.row('Emil').getByText('Bot asks').waitFor();
    expect(await olga.page.evaluate(() => alerts.sounds)).toBe(1);
    expect(await violations(olga.page)).toEqual([]);

    // An operator who takes the conversation sees the question in it, and the list of those who wait no longer shows it.
    await olga.select('Emil');
    await olga.action('Take').click();
    await olga.row('Emil').waitFor({ state: 'detached' });
    await olga.action('To the bot').click();
    await olga.row('Emil').getByText('Bot asks').waitFor();
    expect(await olga.page.evaluate(() => alerts.sounds)).toBe(1);
    await olga.page.getByRole('region', { name: 'The bot asks' }).getByRole('button', { name: 'No' }).click();
    await olga.row('Emil').waitFor({ state: 'detached' });
    for (const tab of [emil, olga]) await tab.page.close();
  });

  it('waits in the console while the platform is killed and starts again, and is answered once', async () => {
    const dora = await customer('dora');
    await dora.ask('I want my money back');
    await dora.answer('I need to check with a colleague first.').waitFor();
    const { desks, bars, bothAnswer } = await twoDesks();
    for (const tab of desks) {
      await tab.choose('Bot');
      await tab.select('Dora');
    }
    for (const bar of bars) await bar.getByText('Pay 90 euros back to the customer?').waitFor();

    await stage.platform.kill();
    await stage.platform.start();
    await dora.waitUntilOnline();
    // One desk has been open all the time, the other is opened anew.
    await desks[1].page.reload();
    await desks[1].choose('Bot');
    await desks[1].select('Dora');
    for (const bar of bars) await bar.getByText('Pay 90 euros back to the customer?').waitFor();
    expect(shop.done).toEqual([]);

    await bothAnswer();
    await dora.answer('We have paid 90 euros back.').waitFor();
    for (const bar of bars) await bar.waitFor({ state: 'detached' });
    expect(shop.done).toEqual(['/pay-back {"order":"4711"}']);
    const outcomes = await Promise.all(desks.map(({ log }) => log.getByText(/answered: Yes/).textContent()));
    expect(new Set(outcomes).size).toBe(1);
    await untilAnswered(dora);
    for (const tab of [dora, ...desks]) await tab.page.close();
  });
});
