import { readFile } from 'node:fs/promises';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { Model } from './model.ts';
import { recordAlerts } from './record-alerts.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';

const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true };

let stage: Stage;
let model: Model;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  model = await Model.start((newest) =>
    newest.includes('Talk to a human')
      ? {
          tool: 'handOver',
          input: { summary: 'Ann was charged twice in March.', reason: 'asked for a person' },
        }
      : `You said: ${newest}`,
  );
  stage = await setStage({ BOT: 'llm', LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'test' });
});

afterAll(async () => {
  for (const context of contexts) await context.close();
  await stage?.clear();
  await model?.stop();
});

async function newContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await stage.browser.newContext(options);
  contexts.push(context);
  return context;
}

/** An operator who looks elsewhere, and wants to be told. */
async function operator(name: string): Promise<ConsoleTab> {
  const context = await newContext({
    viewport: { width: 1300, height: 800 },
    permissions: ['notifications'],
  });
  await context.addInitScript(recordAlerts, 'granted');
  const tab = await ConsoleTab.open(context, stage.platform, name);
  await tab.page.getByRole('button', { name: 'Settings' }).click();
  await tab.page.getByLabel('System notifications').check();
  await tab.page.keyboard.press('Escape');
  await tab.page.evaluate(() => alerts.leave());
  return tab;
}

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** @returns the text of the file that a click has the browser keep */
async function download(page: Page, button: Locator): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFile(await file.path(), 'utf8');
}

describe('a customer on a phone and two operators, three browsers', () => {
  it('go through a whole takeover, and the bot knows afterwards what the human said', async () => {
    const ann = await ChatTab.open(await newContext(phone), stage.platform, { user: 'ann', thread: 'ann' });
    const [olga, paul] = [await operator('Olga Kowalska'), await operator('Paul Ng')];
    const desks = [olga, paul] as const;

    // The bot hands over. The customer is told, and both operators are alerted.
    await ann.ask('I was charged twice.');
    await ann.send('Talk to a human');
    await ann.page.getByText('A person will answer here').waitFor();
    await ann.notice('You are next in line.').waitFor();
    for (const { page } of desks) {
      await page.waitForFunction(() => alerts.notifications.length > 0);
      expect(await page.evaluate('alerts')).toMatchObject({
        sounds: 1,
        notifications: [
          expect.stringMatching(/^Ann is waiting for a person: Ann was charged twice in March\./),
        ],
      });
      await page.waitForFunction(() => document.title === '(1) Console');
      await page.evaluate(() => alerts.comeBack());
    }

    // Both take it at the same moment: one has it, and the other is told who.
    for (const tab of desks) await tab.select('Ann');
    await olga.log.getByText('Ann was charged twice in March.').waitFor();
    await Promise.all(desks.map(({ page }) => page.keyboard.press('c')));
    const told = await Promise.all(desks.map((tab) => tab.toldNewest('conversation')));
    const olgaWon = told[0] === 'The conversation is yours.';
    const [first, second] = olgaWon ? [olga, paul] : [paul, olga];
    const [firstName, secondName] = olgaWon
      ? (['Olga Kowalska', 'Paul Ng'] as const)
      : (['Paul Ng', 'Olga Kowalska'] as const);
    expect(told[olgaWon ? 1 : 0]).toBe(`${firstName} has taken this conversation.`);
    await second.page.locator('.standing').getByText(`${firstName} has this conversation`).waitFor();
    await ann.page.getByText(`${firstName} is here`).waitFor();
    await ann.announced(`${firstName} joined`).waitFor({ state: 'attached' });

    // They talk; what the operator notes stays among operators.
    await first.write('Reply', 'Hello Ann, **how** can I help?');
    await ann.answer('Hello Ann, how can I help?').waitFor();
    await ann.announced('Hello Ann, how can I help?').waitFor({ state: 'attached' });
    await first.write('Note', 'Prefers e-mail.');
    await first.page.getByText(`Note by ${firstName}`).waitFor();

    // The colleague to whom it is given sees the note, and the one before hears no more of it.
    await first.action('Transfer').click();
    await first.page.getByRole('dialog').getByRole('button', { name: secondName }).click();
    await first.page.getByText(`${secondName} has the conversation.`).waitFor();
    await first.announced(`${secondName} joined`).waitFor({ state: 'attached' });
    await second.page.getByText('Yours', { exact: true }).waitFor();
    await second.page.getByText('Prefers e-mail.').waitFor();
    await ann.notice(`${secondName} joined`).waitFor();
    await first.choose('Mine');
    await first.row('Ann').waitFor({ state: 'detached' });

    // Files go both ways.
    await ann.page.locator('input[type="file"]').setInputFiles(file('statement.txt', 'Twice: 12 EUR'));
    await ann.page.getByText('Ready to send').waitFor();
    await ann.send('Here is my statement.');
    await second.log.getByText('statement.txt').waitFor();
    const [statement] = await Promise.all([
      second.page.waitForEvent('download'),
      second.log.getByRole('button', { name: /statement\.txt/ }).click(),
    ]);
    expect(statement.suggestedFilename()).toBe('statement.txt');
    await second.page.locator('input[type="file"]').setInputFiles(file('credit.txt', 'Back: 12 EUR'));
    await second.page.getByText('Ready to send').waitFor();
    await second.write('Reply', 'I have refunded 21 EUR.');
    await ann.answer('I have refunded 21 EUR.').waitFor();
    await ann.page.getByText('credit.txt').first().waitFor();

    // A mistake is corrected in place.
    await second.log.getByText('Sent', { exact: true }).waitFor();
    await second.page.keyboard.press('Escape');
    await second.log.focus();
    await second.page.keyboard.press('ArrowUp');
    await second.page.keyboard.press('Enter');
    await second.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await second.page.getByRole('textbox', { name: 'Reply' }).fill('I have refunded 12 EUR.');
    await second.page.keyboard.press('Enter');
    await ann.answer('I have refunded 12 EUR.').waitFor();
    await ann.page.getByText('Edited').waitFor();

    // While a human has it, the bot says nothing, whatever is written.
    const askedBefore = model.asked.length;
    await ann.send('Thank you!');
    await second.log.getByText('Thank you!').waitFor();
    expect(model.asked).toHaveLength(askedBefore);
    await second.action('To the bot').click();
    await ann.notice('The assistant is back').waitFor();

    // It answers what nobody has answered, and what comes next, and knows what was said: as it stands now, without notes.
    await ann.answer('You said: Thank you!').waitFor();
    await ann.ask('How much was it?');
    expect(await ann.answers.last().textContent()).toContain('You said: How much was it?');
    const known = model.asked.at(-1)?.map(({ role, content }) => `${role}: ${String(content)}`) ?? [];
    expect(known).toContain('assistant: [A human colleague wrote:] Hello Ann, **how** can I help?');
    expect(known.join('\n')).toContain('[A human colleague wrote:] I have refunded 12 EUR.');
    expect(known.join('\n')).toContain('[Attached files, which you cannot open: statement.txt (text/plain');
    expect(known.join('\n')).not.toMatch(/21 EUR|Prefers e-mail/);
    expect(known.at(-1)).toBe('user: How much was it?');

    // What happened stands in the conversation, also for one who opens it later.
    await ann.page.reload();
    await ann.answer('I have refunded 12 EUR.').waitFor();
    const notices = [
      'You are next in line.',
      `${firstName} joined`,
      `${secondName} joined`,
      'The assistant is back',
    ];
    await until(
      `the notices are ${JSON.stringify(notices)}`,
      () => ann.notices(),
      (shown) => JSON.stringify(shown) === JSON.stringify(notices),
    );
    expect(await ann.page.getByText('Prefers e-mail.').count()).toBe(0);

    // What both keep of it has the names of people, and no notes.
    await ann.page.getByRole('button', { name: 'All conversations' }).click();
    const kept = [
      await download(ann.page, ann.page.getByRole('button', { name: 'Download this conversation' })),
      await download(second.page, second.page.getByRole('button', { name: 'Download the conversation' })),
    ];
    for (const text of kept) {
      expect(text).toMatch(new RegExp(`  ${firstName}\nHello Ann`));
      expect(text).toMatch(new RegExp(`  ${secondName}\nI have refunded 12 EUR\\.`));
      expect(text).not.toMatch(/olga-kowalska|paul-ng|Prefers e-mail/i);
    }
    expect(kept[0]).toContain('  You\nI was charged twice.');
    expect(kept[1]).toContain('  Ann\nI was charged twice.');
    expect([...ann.problems, ...olga.problems, ...paul.problems]).toEqual([]);
  });
});
