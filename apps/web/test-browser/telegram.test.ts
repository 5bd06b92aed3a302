import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { watchProblems } from './problems.ts';
import { sendMail } from './send-mail.ts';
import { type Stage, setStage } from './stage.ts';
import { violations } from './violations.ts';

let stage: Stage;
const problems: string[] = [];

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
  expect(problems).toEqual([]);
});

async function openPage(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await stage.browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
  const page = await context.newPage();
  watchProblems(page, problems);
  const answered = page.waitForResponse((response) => response.request().resourceType() === 'fetch');
  await page.goto(`${stage.platform.addresses.web}${path}`);
  await answered;
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** Registers the person whom a page plays. @returns the address that the bot gave */
async function register(page: Page): Promise<string> {
  await write(page, '/register');
  const said = page.locator('[data-from=bot]', { hasText: '@switchboard.localhost' }).first();
  return /\S+@\S+/.exec((await said.textContent()) ?? '')?.[0] ?? '';
}

const invoice = (to: string): string =>
  [
    'From: Ann Berger <ann@example.com>',
    `To: ${to}`,
    'Subject: Invoice 2041',
    'Message-ID: <m1@example.com>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'The invoice 2041 of EUR 1,249.50 is due on 30 November 2026. Please use the new account.',
    '--b',
    'Content-Type: text/plain; name=list.txt',
    'Content-Disposition: attachment; filename=list.txt',
    '',
    'two chairs',
    '--b--',
  ].join('\r\n');

describe('a person in the player', () => {
  it('registers, reads the summary of a mail, opens its file, answers it; the mailbox tells of both mails', async () => {
    const page = await openPage('/telegram/');
    await page.getByLabel('Id of a person, or of a group below 0').fill('7');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const address = await register(page);
    await sendMail(stage.platform.addresses.smtp, {
      from: 'ann@example.com',
      to: address,
      raw: invoice(address),
    });

    const summary = page.locator('[data-from=bot]', { hasText: 'Invoice 2041' }).first();
    await summary.getByText('EUR 1,249.50').first().waitFor();
    await summary.getByRole('button', { name: /attachment/i }).click();
    const file = page.getByRole('link', { name: /list\.txt/ });
    const download = page.waitForEvent('download');
    await file.click();
    expect(await readFile(await (await download).path(), 'utf8')).toContain('two chairs');

    await summary.getByRole('button', { name: 'Reply' }).first().click();
    await write(page, 'It is paid.');
    await page.getByText('Sent to ann@example.com').waitFor();

    const mailbox = await openPage('/mailbox/');
    await mailbox.getByText('Summarised in Telegram, marked').waitFor();
    await mailbox.getByText('The sender is not confirmed').waitFor();
    await mailbox.getByRole('tab', { name: 'Sent (1)' }).click();
    await mailbox.getByText('Source').click();
    await mailbox.getByText('In-Reply-To: <m1@example.com>').waitFor();
  });

  it('talks to the bot, whose quick replies are buttons, and may block it', async () => {
    const page = await openPage('/telegram/?chat=8');
    await write(page, 'hello');
    await page.getByRole('button', { name: 'Tell me a joke' }).click();
    await page.locator('[data-from=bot]').nth(1).waitFor();
    await page.getByRole('button', { name: 'Block the bot' }).click();
    await page.getByRole('button', { name: 'Unblock the bot' }).click();
    await page.getByRole('button', { name: 'Block the bot' }).waitFor();
  });

  it('says what to write where what was written is no number', async () => {
    const page = await openPage('/telegram/');
    await page.getByLabel('Id of a person').fill('/register');
    await page.keyboard.press('Enter');
    await page.getByText('Write a whole number, such as 7').waitFor();
    await page.getByLabel('Id of a person').fill('9');
    await page.getByText('Write a whole number').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Person 9' }).waitFor();
  });

  it('the mailbox shows subjects as they were written, and the time on one line', async () => {
    const page = await openPage('/telegram/?chat=10');
    const to = await register(page);
    const subject = `=?utf-8?B?${Buffer.from('Größe geändert: أين طلبي').toString('base64')}?=`;
    const raw = [
      `From: =?iso-8859-1?Q?J=FCrgen?= <j@example.com>`,
      `To: ${to}`,
      `Subject: ${subject} ${'and so on '.repeat(30)}`,
      '',
      'x',
    ];
    await sendMail(stage.platform.addresses.smtp, { from: 'j@example.com', to, raw: raw.join('\r\n') });
    const mailbox = await openPage('/mailbox/');
    const mail = mailbox.getByRole('listitem').filter({ hasText: 'Größe geändert: أين طلبي and so on' });
    await mail.getByText('from Jürgen').waitFor();
    expect((await mail.getByRole('time').boundingBox())?.height).toBeLessThan(30);
  });

  it('no letter under marks without end is painted over anything else', async () => {
    const page = await openPage('/telegram/?chat=11');
    const to = await register(page);
    const marked = `Z${'\u0301'.repeat(500)}algo`;
    const subject = `=?utf-8?B?${Buffer.from(marked).toString('base64')}?=`;
    const raw = ['From: j@example.com', `To: ${to}`, `Subject: ${subject}`, '', marked].join('\r\n');
    await sendMail(stage.platform.addresses.smtp, { from: 'j@example.com', to, raw });
    await page.locator('[data-from=bot]', { hasText: 'algo' }).waitFor();
    await page.setViewportSize({ width: 1100, height: 4_000 });
    const mailbox = await openPage('/mailbox/');
    await mailbox.getByText('algo').first().waitFor();
    const places = [
      [mailbox, 'main h1', '.mailbox-list'],
      [page, '.player-message:first-child', '.player-message:last-child'],
    ] as const;
    for (const [shown, spared, marks] of places) {
      const painted = await shown.locator(spared).screenshot({ animations: 'disabled' });
      await shown.locator(marks).evaluate((element: HTMLElement) => {
        element.style.visibility = 'hidden';
      });
      expect(painted.equals(await shown.locator(spared).screenshot({ animations: 'disabled' }))).toBe(true);
    }
  });

  it('the mailbox shows the recipients that the port refused', async () => {
    const to = 'nobody@switchboard.localhost';
    await expect(
      sendMail(stage.platform.addresses.smtp, { from: 'ann@example.com', to, raw: invoice(to) }),
    ).rejects.toThrow('550');
    const mailbox = await openPage('/mailbox/');
    await mailbox.getByText(`There is no ${to}`).waitFor();
  });
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it.each(['/telegram/?chat=7', '/telegram/', '/mailbox/'])('%s is accessible', async (path) => {
    const page = await openPage(path, { colorScheme });
    await page.locator('h1').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe('on a phone', () => {
  it('tells a new user what to do', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 375, height: 720 } });
    const page = await context.newPage();
    // Nobody has written yet.
    await page.route('**/users', (route) => route.fulfill({ json: [] }));
    await page.goto(`${stage.platform.addresses.web}/telegram/`);
    await page.getByText('Choose a number to play that person').first().waitFor();
    await context.close();
  });

  it('a conversation has the page for itself, and nothing is wider than the screen', async () => {
    const page = await openPage('/telegram/?chat=7', { viewport: { width: 375, height: 720 } });
    await page.getByRole('button', { name: 'All chats' }).waitFor();
    await page.getByLabel('People').waitFor({ state: 'hidden' });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(375);
    await page.getByRole('button', { name: 'All chats' }).click();
    await page.getByLabel('People').waitFor();
  });
});
