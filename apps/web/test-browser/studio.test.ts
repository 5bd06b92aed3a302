import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { watchProblems } from './problems.ts';
import { sendMail } from './send-mail.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';
import { useUpTries } from './use-up-tries.ts';
import { violations } from './violations.ts';

let stage: Stage;
const problems: string[] = [];

/** Lambda waits minutes between its tries. */
const speed = '60';

beforeAll(async () => {
  stage = await setStage({ SPEED: speed });
});

afterAll(async () => {
  await stage?.clear();
  // A change that is refused is part of the tests.
  expect(problems.filter((problem) => !/status of (409|422)/.test(problem))).toEqual([]);
});

async function openStudio(view: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await stage.browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  watchProblems(page, problems);
  await page.goto(`${stage.platform.addresses.studio}#/${view}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const chat = async (user: string): Promise<ChatTab> =>
  ChatTab.open(await stage.browser.newContext(), stage.platform, { user, thread: user });

const api = async (method: string, path: string, body?: object): Promise<unknown> => {
  const { web } = stage.platform.addresses;
  const headers = { 'content-type': 'application/json' };
  const given = body === undefined ? {} : { headers, body: JSON.stringify(body) };
  return (await fetch(`${web}/_switchboard/studio/${path}`, { method, ...given })).json();
};

/** What was published of the message that somebody has just written: the event that the responder could not handle holds it. */
async function publishedTo(threadId: string): Promise<{ readonly message: string }> {
  const letters = (await api('GET', 'messages?queue=switchboard-local-responder-failed')) as readonly {
    readonly body: string;
  }[];
  for (const { body } of letters) {
    const { requestPayload } = JSON.parse(body) as {
      requestPayload: { Records: readonly { Sns: { Message: string } }[] };
    };
    const message = requestPayload.Records[0]?.Sns.Message ?? '';
    if (message.includes(`"threadId":"${threadId}"`)) return { message };
  }
  throw new Error(`No letter is about the thread ${threadId}.`);
}

/** @param attributes texts beside the body. @default none */
const putLetter = (
  queue: string,
  body: object,
  attributes: Readonly<Record<string, string>> = {},
): Promise<unknown> =>
  promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('../../local/test/fixture/put-letter.ts', import.meta.url)),
    stage.platform.addresses.aws,
    queue,
    JSON.stringify(body),
    JSON.stringify(attributes),
  ]);

/** What the bot has said to a person in Telegram, once it fits. */
async function untilTelegram(user: number, wanted: RegExp): Promise<string> {
  const url = `${stage.platform.addresses.telegram}/users/${user}/messages`;
  return until(
    `Telegram says ${wanted}`,
    async () => wanted.exec(await (await fetch(url)).text())?.[0] ?? '',
  );
}

/** Presses a button twice without a pause: it waits only for some seconds for the press that confirms the first. */
const pressTwice = (button: Locator): Promise<void> =>
  button.evaluate(async (element) => {
    (element as HTMLElement).click();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    (element as HTMLElement).click();
  });

async function registeredAddress(user: number): Promise<string> {
  const url = `${stage.platform.addresses.telegram}/users/${user}/messages`;
  await fetch(url, { method: 'POST', body: JSON.stringify({ text: '/register' }) });
  return untilTelegram(user, /[\w.-]+@switchboard\.localhost/);
}

describe('the studio', () => {
  it('shows what a message caused, from the frame to the reply, and everything of a row', async () => {
    const ann = await chat('ann');
    await ann.ask('hello');
    const page = await openStudio('timeline');
    await page.getByRole('link', { name: /^ann/ }).click();
    const exchange = page.getByRole('button', { name: /^message\.send.*hello/ });
    await exchange.getByText(/reply after/).waitFor();
    const rows = page.getByRole('list', { name: 'From the message to the reply' }).getByRole('button');
    const wanted = [
      'message.send',
      'message-send',
      'TransactWriteItems',
      'Publish',
      'responder',
      'message (bot)',
    ];
    const readLabels = () => rows.locator('b').allInnerTexts();
    // The page asks again and again, and the reply is known before everything about it.
    const labels = await until('all rows are there', readLabels, (shown) =>
      wanted.every((label) => shown.includes(label)),
    );
    expect(labels.indexOf('message-send')).toBeLessThan(labels.indexOf('responder'));
    expect(labels.indexOf('responder')).toBeLessThan(labels.indexOf('message (bot)'));
    await rows.filter({ hasText: 'topic responder' }).click();
    await page.getByText('invoked by').waitFor();
    await page.getByRole('region', { name: 'log' }).getByText('thread.looked').waitFor();
    // A bar for each row, as long as what it stands for took.
    await until(
      'each row has a bar',
      async () => [
        await page.locator('.waterfall-bar rect:not(.waterfall-wait)').count(),
        (await readLabels()).length,
      ],
      ([bars, count]) => bars === count,
    );
    await ann.page.close();
  });

  it('sends a dead letter again once its cause is gone, and the customer is answered', async () => {
    const bela = await chat('bela');
    const faults = await openStudio('faults');
    await faults
      .getByLabel('What goes wrong')
      .selectOption({ label: 'The function dies before the call is applied' });
    await faults.getByLabel('Calls to').selectOption({ label: 'every service' });
    await faults.getByRole('textbox', { name: /next calls/ }).fill('');
    await faults.getByLabel('By the function').selectOption({ label: 'responder' });
    await faults.getByRole('textbox', { name: 'Seed' }).fill('none');
    await faults.getByRole('button', { name: 'Start the faults' }).click();
    await faults.getByText('Should be a whole number from 0').waitFor();
    await faults.getByRole('textbox', { name: 'Seed' }).fill('7');
    await faults.getByRole('button', { name: 'Start the faults' }).click();
    await faults.getByText(/^seed 7/).waitFor();

    await bela.send('is anybody there?');
    const queues = await openStudio('queues');
    // On a slow machine the bot is asked a second time before the cause is gone.
    await queues.getByRole('link', { name: /^responder-failed \d+ message/ }).click();
    await queues.getByText('signal: killed').first().waitFor();
    const timeline = await openStudio('timeline?thread=bela');
    await timeline.getByText('no reply').first().waitFor();
    await timeline.locator('.waterfall-error').first().waitFor();

    await faults.getByRole('button', { name: 'Stop' }).click();
    await faults.getByText('Faults are on').waitFor({ state: 'detached' });
    await queues.getByRole('button', { name: 'Send all again' }).click();
    await queues.getByText('This queue is empty.').waitFor();
    await bela.answers.first().waitFor();
    await timeline
      .getByText(/reply after/)
      .first()
      .waitFor();
    for (const page of [faults, queues, timeline, bela.page]) await page.close();
  });

  it('counts the letters anew as soon as they are deleted, without waiting to ask again', async () => {
    const fay = await chat('fay');
    const plan = { seed: 7, functions: ['switchboard-local-responder'], killBefore: 1 };
    await api('PUT', 'faults', plan);
    await fay.send('is this lost?');
    const queues = await openStudio('queues');
    const failed = queues.getByRole('link', { name: /^responder-failed \d+ message/ });
    await failed.waitFor();
    await api('DELETE', 'faults', {});
    await queues.addInitScript(() => {
      globalThis.setInterval = (() => 0) as unknown as typeof setInterval;
    });
    await queues.reload();
    await failed.click();
    await queues.getByText('is this lost?').first().waitFor();
    const labels = queues.getByRole('list', { name: 'Dead letters' }).locator('b');
    const order = await labels.allTextContents();
    expect(order[0]).toBe('responder-failed');
    await pressTwice(queues.getByRole('button', { name: 'Delete all' }));
    await queues.getByRole('link', { name: /^responder-failed empty/ }).waitFor();
    // No link moves away under a pointer.
    expect(await labels.allTextContents()).toEqual(order);
    await queues.close();
  });

  it('sends a letter of a topic again, as SNS would have delivered it, and the customer is answered', async () => {
    const dora = await chat('dora');
    const plan = { seed: 7, functions: ['switchboard-local-responder'], killBefore: 1 };
    await api('PUT', 'faults', plan);
    await dora.send('did SNS give up?');
    const queues = await openStudio('queues');
    // The event that Lambda gave up is thrown away: only the letter of the topic is left.
    await queues.getByRole('link', { name: /^responder-failed \d+ message/ }).click();
    await queues.getByText('did SNS give up?').first().waitFor();
    const { message } = await publishedTo('dora');
    await pressTwice(queues.getByRole('button', { name: 'Delete all' }));
    await queues.getByText('This queue is empty.').waitFor();
    await putLetter('switchboard-local-responder-undelivered', {
      Type: 'Notification',
      MessageId: '1',
      TopicArn: 'arn:aws:sns:eu-central-1:000000000000:switchboard-local-responder',
      Subject: 'New message in thread dora',
      Message: message,
      Timestamp: new Date().toISOString(),
      SignatureVersion: '1',
    });
    expect(await dora.answers.count()).toBe(0);
    await queues.getByRole('link', { name: /^responder-undelivered 1 message/ }).click();
    await queues.getByText('delivers it again from the topic responder').waitFor();
    await api('DELETE', 'faults', {});
    await queues.getByRole('button', { name: 'Send again' }).click();
    await queues.getByText('This queue is empty.').waitFor();
    await dora.answers.first().waitFor();
    for (const page of [queues, dora.page]) await page.close();
  });

  it('sends a letter of a schedule again: the run that was missed takes place', async () => {
    const name = 'switchboard-local-sweeper-every-1-min';
    await putLetter(
      'switchboard-local-sweeper-unscheduled',
      { run: 'that was missed' },
      {
        SCHEDULE_ARN: `arn:aws:scheduler:eu-central-1:000000000000:schedule/default/${name}`,
        ERROR_CODE: 'ThrottlingException',
        ERROR_MESSAGE: 'Rate exceeded',
      },
    );
    const queues = await openStudio('queues');
    const letters = queues.getByRole('list', { name: 'Dead letters' });
    await letters.getByRole('link', { name: /^sweeper-unscheduled 1 message.*schedule sweeper/ }).click();
    await queues.getByText('ThrottlingException: Rate exceeded').waitFor();
    await queues.getByText('invokes sweeper, as the schedule sweeper-every-1-min does').waitFor();
    expect(await violations(queues)).toEqual([]);
    await queues.getByRole('button', { name: 'Send again' }).click();
    await queues.getByText('This queue is empty.').waitFor();
    const events = async (): Promise<string> => {
      const lines = (await api('GET', 'logs?function=switchboard-local-sweeper')) as readonly {
        id: number;
      }[];
      return JSON.stringify(
        await Promise.all(lines.slice(-20).map(({ id }) => api('GET', `record?id=${id}`))),
      );
    };
    await until('the sweeper has run', events, (lines) => lines.includes('that was missed'));
    await queues.close();
  });

  it('sends a letter of a queue again: a reply by mail leaves once its cause is gone', async () => {
    const { aws, smtp, telegram } = stage.platform.addresses;
    const address = await registeredAddress(7);
    const raw = ['From: ann@example.com', `To: ${address}`, 'Subject: Invoice 2041', '', 'It is due in May.'];
    await sendMail(smtp, { from: 'ann@example.com', to: address, raw: raw.join('\r\n') });
    await untilTelegram(7, /Invoice 2041/);
    const url = `${telegram}/users/7/messages`;
    const heard = (await (await fetch(url)).json()) as readonly { messageId: number; text?: string }[];
    const summary = heard.findLast(({ text }) => text?.includes('Invoice 2041'));
    await api('PUT', 'faults', { seed: 7, functions: ['switchboard-local-mail-reply'], killBefore: 1 });
    await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ text: 'It is paid.', replyTo: summary?.messageId }),
    });
    const queues = await openStudio('queues');
    await queues.getByRole('link', { name: /^mail-replies-failed 1 message/ }).click();
    await queues.getByText('sends it back to the queue mail-replies').waitFor();
    const sent = async () => (await fetch(`${aws}/_switchboard/outbox`)).text();
    expect(await sent()).not.toContain('Re: Invoice 2041');
    await api('DELETE', 'faults', {});
    await queues.getByRole('button', { name: 'Send again' }).click();
    await queues.getByText('This queue is empty.').waitFor();
    await until('the reply has left', sent, (mails) => mails.includes('Re: Invoice 2041'));
    await queues.close();
  });

  it('a conversation whose bot fails for good is told to its customer and to operators, and is answered at once when the bot works', async () => {
    const { web } = stage.platform.addresses;
    const elif = await chat('elif');
    await api('PUT', 'faults', { seed: 7, functions: ['switchboard-local-responder'], killBefore: 1 });
    await elif.send('Is my parcel lost?');
    await elif.bubbles('sent').first().waitFor();
    await useUpTries(web, 'elif');
    await elif.page.getByText('A person will look at this.').waitFor();
    expect(await violations(elif.page)).toEqual([]);
    const olga = await ConsoleTab.open(await stage.browser.newContext(), stage.platform, 'olga');
    await olga.select('Elif');
    await olga.log.getByText('Is my parcel lost?').waitFor();
    await elif.page.reload();
    await elif.page.getByText('A person will look at this.').waitFor();

    await api('DELETE', 'faults', {});
    await olga.action('Take').click();
    await elif.notice('Olga joined').waitFor();
    await olga.action('To the bot').click();
    await elif.answers.first().waitFor();
    await elif.page.getByText('A person will look at this.').waitFor({ state: 'detached' });
    for (const page of [elif.page, olga.page]) await page.close();
  });

  it('edits an item, says what is wrong with a field, and refuses what has changed meanwhile', async () => {
    const cleo = await chat('cleo');
    await cleo.ask('hello');
    const [page, other] = [
      await openStudio('tables?table=messages&partition=cleo'),
      await openStudio('tables?table=messages&partition=cleo'),
    ];
    const card = (of: Page) => of.getByRole('list', { name: 'Items' }).getByRole('listitem').last();
    for (const each of [page, other]) await card(each).getByRole('button', { name: 'Edit' }).click();
    await card(page).getByLabel(/^seq/).fill('first');
    await card(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Should be a number').waitFor();
    expect(await violations(page)).toEqual([]);
    await card(page).getByLabel(/^seq/).fill('1');
    await card(page).getByLabel(/^text/).fill('hello, edited');
    await card(page).getByRole('button', { name: 'Save' }).click();
    await card(page).getByText('hello, edited').waitFor();
    await card(other).getByLabel(/^text/).fill('too late');
    await card(other).getByRole('button', { name: 'Save' }).click();
    await other.getByText('The item has changed since you read it').waitFor();
    await cleo.page.reload();
    await cleo.bubbles().filter({ hasText: 'hello, edited' }).waitFor();
    for (const each of [page, other, cleo.page]) await each.close();
  });

  it('tells what functions and conversations cost, and what a million would', async () => {
    const page = await openStudio('cost');
    const byFunction = page.getByRole('region', { name: 'Cost by function' });
    const row = byFunction.getByRole('row').filter({ hasText: 'responder' });
    expect(await row.getByRole('cell').last().textContent()).toMatch(/^\$\d+\.\d\d$/);
    const thread = page
      .getByRole('region', { name: 'Cost by conversation' })
      .getByRole('row')
      .filter({ hasText: 'ann' });
    expect(await thread.getByRole('cell').last().textContent()).toMatch(/^\$\d+\.\d\d$/);
    await page.getByRole('button', { name: 'Start from zero' }).click();
    // Schedules go on running, and cost something again at once. Nobody writes to the bot.
    await row.waitFor({ state: 'detached' });
    await page.close();
  });

  it('runs a schedule, reloads and kills a function, and shows its log', async () => {
    const page = await openStudio('schedules');
    const schedule = page.getByRole('listitem').filter({ hasText: 'sweeper' });
    await schedule.getByRole('button', { name: 'Run now' }).click();
    await schedule.getByText('Last run at').waitFor();
    await page.getByRole('link', { name: 'Functions' }).click();
    await page.getByRole('link', { name: /^message-send/ }).click();
    await page.getByText('message.stored').first().waitFor();
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('New processes run the newest build.').waitFor();
    await page.getByRole('button', { name: 'Kill now' }).click();
    await page.getByText(/were killed|has no running process/).waitFor();
    await page.route('**/functions/reload', (route) => route.abort());
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('alert').filter({ hasText: 'The platform does not answer.' }).waitFor();
    expect(await page.getByRole('status').filter({ hasText: /./ }).count()).toBe(0);
    await page.close();
  });

  it('draws the stack, and names what a part has to do with', async () => {
    const page = await openStudio('stack');
    await page.getByRole('button', { name: /^function responder/ }).press('Enter');
    await page.getByText('responder invokes responder').waitFor();
    await page.getByText('responder writes messages').waitFor();
    await page.close();
  });
});

const views = [
  'timeline?thread=ann',
  'queues',
  'tables',
  'functions',
  'cost',
  'schedules',
  'faults',
  'stack',
];

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it.each(views)('%s is accessible', async (view) => {
    const page = await openStudio(view, { colorScheme });
    await page.getByText('Loading…').waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});

describe('on a phone', () => {
  it.each(views)('%s is no wider than the screen, and what is touched is large enough', async (view) => {
    const viewport = { width: 375, height: 720 };
    const page = await openStudio(view, { viewport, isMobile: true, hasTouch: true });
    await page.getByText('Loading…').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    // One look at all of them: the page changes while the platform is at work.
    const heights = await page
      .locator('button')
      .evaluateAll((buttons) =>
        buttons
          .filter((button) => button.checkVisibility())
          .map((button) => button.getBoundingClientRect().height),
      );
    expect(heights.filter((height) => height < 44)).toEqual([]);
    await page.context().close();
  });
});
