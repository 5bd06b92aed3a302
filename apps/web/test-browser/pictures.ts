/** Takes the pictures of the documentation, on the whole platform: `npm run pictures`. */
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { HostPage } from './host-page.ts';
import { type Stage, setStage } from './stage.ts';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const teaShop = `
  body { margin: 0; background: #fbf7f0; color: #2a2118; font: 18px Georgia, serif; }
  main { max-width: 640px; padding: 72px 56px; }
  h1 { margin: 0 0 12px; font-size: 46px; }
  button { padding: 13px 22px; border: 0; background: #23463c; color: #ffffff; font: inherit; }
`;

const save = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url)) });

async function takeAll(stage: Stage): Promise<void> {
  const context = (options: BrowserContextOptions) => stage.browser.newContext(options);
  const customer = async (user: string, options: BrowserContextOptions) =>
    ChatTab.open(await context(options), stage.platform, { user, thread: user });

  const ann = await customer('ann', { viewport: { width: 900, height: 700 } });
  await ann.ask('Hello!');
  await ann.ask('Tell me a joke');
  await save(ann.page, 'chat');

  const bela = await customer('bela', { ...phone, colorScheme: 'dark' });
  const chidi = await customer('chidi', phone);
  for (const [tab, text] of [
    [bela, 'Where is my parcel?'],
    [chidi, 'Can I change my plan?'],
    [ann, 'I was charged twice this month.'],
  ] as const) {
    await tab.ask(text);
    await tab.send('Talk to a human');
    await tab.page.getByText('A person will answer here').waitFor();
  }
  const olga = await ConsoleTab.open(await context(desktop), stage.platform, 'olga');
  const paul = await ConsoleTab.open(
    await context({ ...desktop, colorScheme: 'dark' }),
    stage.platform,
    'paul',
  );
  await olga.select('Ann');
  await olga.write(
    'Reply',
    'Hello Ann, this is Olga. I see **two charges** on March 3. I am sending one of them back.',
  );
  await ann.send('Thank you! Here is the statement.');
  await olga.log.getByText('Here is the statement').waitFor();
  await olga.write('Note', 'Refunded €12. Prefers e-mail.');
  await olga.page.getByText('Refunded').waitFor();
  const tag = olga.page.getByRole('textbox', { name: 'Add a tag' });
  await tag.fill('billing');
  await tag.press('Enter');
  await olga.page.getByRole('button', { name: 'Remove the tag billing' }).waitFor();
  await olga.page.getByRole('button', { name: 'Reply', exact: true }).click();
  await olga.page.mouse.move(700, 500);
  await olga.page.waitForTimeout(500);
  await save(olga.page, 'console');
  await paul.select('Bela');
  await paul.write('Reply', 'Hello Bela, I am looking for it.');
  await bela.answer('I am looking for it.').waitFor();
  await paul.page.getByText('Yours', { exact: true }).waitFor();
  await save(paul.page, 'console-dark');
  await save(bela.page, 'chat-phone');
  const rita = await ConsoleTab.open(await context(phone), stage.platform, 'rita');
  await rita.select('Chidi');
  await rita.page.waitForTimeout(500);
  await save(rita.page, 'console-phone');

  const shop = await HostPage.serve({
    chat: stage.platform.addresses.web,
    style: teaShop,
    attributes:
      'data-name="Teas and more" data-accent="#23463c" data-title="Looking for a tea?" data-suggestions="What can you do? | Delivery times"',
  });
  const page = await (await context(desktop)).newPage();
  await page.goto(shop.address);
  await page.getByRole('button', { name: 'Open the chat' }).click();
  await page
    .frameLocator('switchboard-chat iframe')
    .getByRole('heading', { name: 'Looking for a tea?' })
    .waitFor();
  await page.waitForTimeout(500);
  await save(page, 'widget');
  await shop.close();
}

const stage = await setStage();
try {
  await takeAll(stage);
} finally {
  await stage.clear();
}
