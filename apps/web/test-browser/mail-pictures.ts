/** Takes the pictures of mail and Telegram for the documentation, on the whole platform: `npm run pictures`. */
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { sendMail } from './send-mail.ts';
import { type Stage, setStage } from './stage.ts';

const desktop = { viewport: { width: 1100, height: 800 } };
const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const save = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(500);
  await page.screenshot({
    path: fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url)),
  });
};

const mail = (from: string, to: string, subject: string, text: string) => ({
  from: /<(.*)>/.exec(from)?.[1] ?? from,
  to,
  raw: [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.length}@example.com>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ].join('\r\n'),
});

const parcel =
  'Hello,\r\n\r\nyour parcel is on its way. It arrives on 24 November 2026 between 10 and 12 o’clock, and somebody has to sign for it. If nobody is at home, it is kept at the post office for a week.\r\n\r\nRegards\r\nThe warehouse';
const invoice =
  'Hello,\r\n\r\nthe invoice 2041 for October is below. The amount of EUR 1,249.50 is due on 30 November 2026. We have moved to a new bank, so please use the account that the invoice names.\r\n\r\nRegards\r\nAnn Berger';

async function takeAll({ browser, platform }: Stage): Promise<void> {
  const { web, smtp } = platform.addresses;
  const open = async (path: string, options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${web}${path}`);
    return page;
  };
  const write = async (page: Page, text: string): Promise<void> => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  };

  const player = await open('/telegram/?chat=7', desktop);
  await write(player, '/register');
  const said = player.locator('[data-from=bot]', { hasText: '@switchboard.localhost' }).first();
  const address = /\S+@\S+/.exec((await said.textContent()) ?? '')?.[0] ?? '';
  await sendMail(smtp, mail('Warehouse <post@shop.example>', address, 'Your parcel', parcel));
  await player.getByText('Your parcel').first().waitFor();
  await sendMail(smtp, mail('Ann Berger <ann@example.com>', address, 'Invoice 2041', invoice));
  const summary = player.locator('[data-from=bot]', { hasText: 'Invoice 2041' }).first();
  await summary.locator('.player-reply').click();
  await write(player, 'Thank you, I will pay it today.');
  await player.getByText('Sent to ann@example.com').waitFor();
  await save(player, 'telegram');
  await save(await open('/telegram/?chat=7', { ...phone, colorScheme: 'dark' }), 'telegram-phone');

  const nobody = mail('someone@example.com', 'nobody@switchboard.localhost', 'Hello', 'Hello');
  await sendMail(smtp, nobody).catch(() => {
    // The port refuses it: that is what the picture shows.
  });
  await summary.getByRole('button', { name: 'Block sender' }).click();
  // The button changes once the block is stored. A mail that comes before it is delivered.
  await summary.getByRole('button', { name: 'Undo block' }).waitFor();
  await sendMail(smtp, mail('Ann Berger <ann@example.com>', address, 'A reminder', invoice));
  const mailbox = await open('/mailbox/', desktop);
  await mailbox.getByText('Held in quarantine').waitFor();
  await save(mailbox, 'mailbox');
  await save(await open('/mailbox/', { ...phone, colorScheme: 'dark' }), 'mailbox-phone');
}

const stage = await setStage();
try {
  await takeAll(stage);
} finally {
  await stage.clear();
}
