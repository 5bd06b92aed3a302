import type { BrowserContext, Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { interject } from './interject.ts';
import { recordAlerts } from './record-alerts.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';
import { violations } from './violations.ts';

let stage: Stage;
const contexts: BrowserContext[] = [];
const tabs: { readonly problems: string[] }[] = [];
const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true };

async function newContext(options = {}): Promise<BrowserContext> {
  const context = await stage.browser.newContext({ viewport: { width: 1300, height: 800 }, ...options });
  contexts.push(context);
  return context;
}

async function customer(user: string): Promise<ChatTab> {
  const tab = await ChatTab.open(await newContext(phone), stage.platform, { user, thread: user });
  tabs.push(tab);
  return tab;
}

async function operator(name: string, options = {}): Promise<ConsoleTab> {
  const tab = await ConsoleTab.open(await newContext(options), stage.platform, name);
  tabs.push(tab);
  return tab;
}

/** Waits until a page says something no more. */
const gone = (tab: { readonly page: Page }, text: string): Promise<number> =>
  until(
    `nothing says "${text}"`,
    () => tab.page.getByText(text).count(),
    (count) => count === 0,
  );

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

afterEach(async () => {
  const problems = tabs.splice(0).flatMap((tab) => tab.problems);
  for (const context of contexts.splice(0)) await context.close();
  expect(problems).toEqual([]);
});

describe('a customer on a phone and two operators', () => {
  it('are told by sound, title and a notification of what begins to wait', async () => {
    const context = await newContext({ permissions: ['notifications'] });
    await context.addInitScript(recordAlerts, 'granted');
    const olga = await ConsoleTab.open(context, stage.platform, 'olga');
    tabs.push(olga);
    await olga.page.getByRole('button', { name: 'Settings' }).click();
    await olga.page.getByLabel('System notifications').check();
    await olga.page.evaluate(() => alerts.leave());
    const bela = await customer('bela');
    await bela.askForPerson();
    await olga.row('Bela').waitFor();
    await olga.page.waitForFunction(() => alerts.notifications.length > 0);
    expect(await olga.page.evaluate('alerts')).toMatchObject({
      sounds: 1,
      notifications: [expect.stringMatching(/^Bela is waiting for a person: /)],
    });
    await olga.page.waitForFunction(() => /^\(\d+\) Console$/.test(document.title));
  });

  it('reach a customer who looks elsewhere, by sound, title and a notification that they asked for', async () => {
    const context = await newContext({ ...phone });
    await context.addInitScript(recordAlerts, 'default');
    const gina = await ChatTab.open(context, stage.platform, { user: 'gina', thread: 'gina' });
    tabs.push(gina);
    const olga = await operator('olga');
    await gina.askForPerson();
    await gina.page.getByRole('button', { name: 'Tell me when they answer' }).tap();
    await gina.page.getByRole('button', { name: 'Tell me when they answer' }).waitFor({ state: 'detached' });
    await gina.page.evaluate(() => alerts.leave());
    await olga.select('Gina');
    await olga.write('Reply', 'Hello **Gina**!');
    await gina.page.waitForFunction(() => alerts.notifications.length > 0);
    expect(await gina.page.evaluate('alerts')).toMatchObject({
      sounds: 1,
      notifications: ['Switchboard: Hello Gina!'],
    });
    await gina.page.waitForFunction(() => document.title === '(1) Switchboard');
    await gina.page.evaluate(() => alerts.comeBack());
    await gina.page.waitForFunction(() => document.title === 'Switchboard');
    await olga.write('Reply', 'Are you there?');
    await gina.answer('Are you there?').waitFor();
    expect(await gina.page.evaluate('alerts')).toMatchObject({ sounds: 1 });
  });

  it('change what they wrote, delete it, and reply to what the other wrote', async () => {
    const [hugo, olga] = [await customer('hugo'), await operator('olga')];
    await hugo.askForPerson();
    await olga.select('Hugo');
    await olga.write('Reply', 'Your order ships on Mondy.');
    await hugo.answer('Your order ships on Mondy.').waitFor();

    // An operator changes a message of their own by keyboard.
    await olga.log.getByText('Sent', { exact: true }).waitFor();
    await olga.page.keyboard.press('Escape');
    await olga.log.focus();
    await olga.page.keyboard.press('ArrowUp');
    await olga.page.keyboard.press('Enter');
    await olga.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await olga.page.getByText('Editing your message').waitFor();
    await olga.page.getByRole('textbox', { name: 'Reply' }).fill('Your order ships on Monday.');
    await olga.page.keyboard.press('Enter');
    await hugo.answer('Your order ships on Monday.').waitFor();
    await hugo.page.getByText('Edited').waitFor();
    await gone(hugo, 'Mondy');

    // The customer replies to it, on a phone.
    const shipping = hugo.page.locator('.message').filter({ hasText: 'on Monday.' });
    await shipping.locator('.bubble').tap();
    await shipping.getByRole('button', { name: 'Message options' }).tap();
    await hugo.page.getByRole('button', { name: 'Reply', exact: true }).tap();
    await hugo.page.getByText('Replying to Olga').waitFor();
    await hugo.send('My password is 1234.');
    await olga.log.locator('.quote').filter({ hasText: 'Your order ships on Monday.' }).waitFor();

    // And deletes what should not stand there.
    const secret = hugo.page.locator('.message').filter({ hasText: 'My password' });
    await secret.locator('.bubble').tap();
    await secret.getByRole('button', { name: 'Message options' }).tap();
    await hugo.page.getByRole('button', { name: 'Delete', exact: true }).tap();
    await hugo.page.getByRole('button', { name: 'Delete for everyone' }).tap();
    await olga.log.getByText('This message was deleted').waitFor();
    await olga.page.reload();
    await olga.choose('Mine');
    await olga.select('Hugo');
    await olga.log.getByText('This message was deleted').waitFor();
    for (const tab of [olga, hugo]) await gone(tab, '1234');
  });

  it('go on after the operator has closed the conversation', async () => {
    const [cora, olga] = [await customer('cora'), await operator('olga')];
    await cora.askForPerson();
    await olga.select('Cora');
    await olga.action('Take').click();
    await olga.action('Close').click();
    await cora.page.getByText('Write a message to continue.').waitFor();
    await olga.choose('Closed');
    await olga.row('Cora').waitFor();
    await cora.ask('One more thing: hello');
    await gone(cora, 'Write a message to continue.');
    await olga.choose('Bot');
    await olga.row('Cora').waitFor();
  });

  it('fault: nothing told what a bot wrote from what a person wrote', async () => {
    const [eli, olga, paul] = [await customer('eli'), await operator('olga'), await operator('paul')];
    await eli.askForPerson();
    await olga.select('Eli');
    await olga.write('Reply', 'I am a person.');
    await eli.answer('I am a person.').waitFor();
    await paul.page.goto(`${stage.platform.addresses.web}/console?thread=eli`);
    await paul.log.getByText('I am a person.').waitFor();
    for (const { page } of [eli, olga, paul]) {
      const first = (from: string) => page.locator(`.message[data-from="${from}"][data-first]`);
      const bots = await first('bot').count();
      expect(bots).toBeGreaterThan(0);
      expect(await first('bot').getByTitle('Written by an AI assistant').allTextContents()).toEqual(
        Array.from({ length: bots }, () => 'AI'),
      );
      expect(await page.locator('.badge').count()).toBe(bots);
    }
    expect(await eli.page.locator('.message[data-from="operator"] .sender').allTextContents()).toEqual([
      'OOlga',
    ]);
  });

  it('are put back into the queue for a colleague', async () => {
    const [dora, olga, paul] = [await customer('dora'), await operator('olga'), await operator('paul')];
    await dora.askForPerson();
    await olga.select('Dora');
    await olga.write('Reply', 'One moment, I ask a colleague.');
    await olga.page.getByText('Yours', { exact: true }).waitFor();
    await paul.row('Dora').waitFor({ state: 'detached' });
    await olga.action('To the queue').click();
    await paul.row('Dora').waitFor();
    await dora.page.getByText('A person will answer here').waitFor();
  });
});

describe('two operators at their desks', () => {
  it('see each other, share replies and tags, and give a conversation to one who is there', async () => {
    const [ida, olga, paul] = [await customer('ida'), await operator('Olga'), await operator('Paul')];
    await ida.askForPerson();
    await olga.select('Ida');
    await paul.select('Ida');
    await olga.page.getByText('Paul is looking at this').waitFor();
    await paul.page.getByRole('textbox', { name: 'Reply' }).fill('Let me');
    await olga.page.getByText('Paul is writing a reply').waitFor();
    await paul.page.getByRole('textbox', { name: 'Reply' }).fill('');

    // A reply is kept once, and taken by its first letters.
    await olga.page.keyboard.press('s');
    const dialog = olga.page.getByRole('dialog', { name: 'Saved replies' });
    await dialog.getByLabel(/^Name/).fill('welcome');
    await dialog.getByLabel('Text').fill('Hello {{customer.name|there}}, I am {{operator.name}}.');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('/welcome').waitFor();
    expect(await violations(olga.page)).toEqual([]);
    await olga.page.keyboard.press('Escape');
    const field = olga.page.getByRole('textbox', { name: 'Reply' });
    await field.focus();
    await olga.page.keyboard.type('/wel');
    await olga.page.getByRole('option', { name: /welcome/ }).waitFor();
    expect(await violations(olga.page)).toEqual([]);
    await olga.page.keyboard.press('Enter');
    await until(
      'the reply is there',
      () => field.inputValue(),
      (text) => text === 'Hello Ida, I am Olga.',
    );
    await olga.page.keyboard.press('Enter');
    await ida.answer('Hello Ida, I am Olga.').waitFor();

    await olga.page.getByRole('textbox', { name: 'Add a tag' }).fill('billing');
    await olga.page.keyboard.press('Enter');
    await olga.page.getByRole('button', { name: 'Remove the tag billing' }).waitFor();

    await olga.action('Transfer').click();
    const given = olga.page.getByRole('dialog').getByLabel('The colleague’s name');
    await given.fill('Nobody');
    await given.press('Enter');
    await olga.toldNewest('No colleague with that name has been online recently.');
    await olga.action('Transfer').click();
    await olga.page.getByRole('dialog').getByRole('button', { name: /Paul/ }).waitFor();
    await given.fill('paul');
    await given.press('Enter');
    await olga.toldNewest('Paul has the conversation.');
    await paul.page.getByText('Yours', { exact: true }).waitFor();
    await paul.page.reload();
    await paul.choose('Mine');
    await paul.select('Ida');
    await paul.page.getByRole('button', { name: 'Remove the tag billing' }).waitFor();
    await ida.notice('Paul joined').waitFor();
  });
});

describe('an operator', () => {
  it('does everything by keyboard', async () => {
    const [emre, olga] = [await customer('emre'), await operator('olga')];
    await emre.askForPerson();
    await olga.row('Emre').waitFor();
    const { page } = olga;
    const press = (key: string) => page.keyboard.press(key);
    await press('/');
    await page.keyboard.type('emre');
    await press('Escape');
    await press('j');
    await page.getByRole('heading', { name: 'Emre', level: 2 }).waitFor();
    await press('c');
    await page.getByText('Yours', { exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('By keyboard.');
    await press('Enter');
    await emre.answer('By keyboard.').waitFor();
    await press('Escape');
    await press('n');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Note');
    await page.keyboard.type('A note by keyboard.');
    await press('Enter');
    await page.getByText('A note by keyboard.').waitFor();
    await press('Escape');
    await press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('a');
    await page.getByText('Away', { exact: true }).waitFor();
    // It stays so over a reload, and would in the tests after this one.
    await press('a');
    await page.getByText('Available', { exact: true }).waitFor();
    await press('2');
    await olga.row('Emre').waitFor();
    await press('b');
    await emre.notice('The assistant is back').waitFor();
    await olga.row('Emre').waitFor({ state: 'detached' });
  });

  it('says how they are shown, and how many conversations they take at once', async () => {
    const [lena, sven] = [await customer('lena'), await operator('sven')];
    const { page } = sven;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Your profile' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your profile' });
    await dialog.getByLabel('Name').fill('Sven S.');
    await dialog.getByLabel('Address of a picture').fill('http://example.com/sven.png');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('begins with https://').waitFor();
    expect(await violations(page)).toEqual([]);
    // What was set can be taken away again, also by another visit.
    const pictured = dialog.locator('img[src="https://example.com/sven.png"]');
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>';
    await page.route('https://example.com/sven.png', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: svg }),
    );
    await dialog.getByLabel('Address of a picture').fill('https://example.com/sven.png');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('Available', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Your profile' }).click();
    await pictured.waitFor();
    await dialog.getByRole('button', { name: 'Remove the picture' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('Available', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Your profile' }).click();
    await dialog.locator('bdi').getByText('Sven S.').waitFor();
    expect(await dialog.getByLabel('Address of a picture').inputValue()).toBe('');
    expect(await pictured.count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Signed in as Sven S.').waitFor();
    await page.getByLabel('Conversations at once').fill('1');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');

    await lena.askForPerson();
    await sven.select('Lena');
    await sven.write('Reply', 'Hello!');
    await page.getByText('Busy', { exact: true }).waitFor();
    await lena.notice('Sven S. joined').waitFor();
    await sven.action('Close').click();
    await page.getByText('Available', { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('.capacity-field')?.value === '1',
    );
  });

  it('reads the whole name of a customer beside everything that can be done', async () => {
    const [guest, olga] = [await customer('alexandra-hohenlohe'), await operator('olga')];
    await guest.askForPerson();
    await olga.select('Alexandra-hohenlohe');
    await olga.action('Take').click();
    await olga.page.getByText('Yours', { exact: true }).waitFor();
    const name = olga.page.getByRole('heading', { name: 'Alexandra-hohenlohe', level: 2 });
    for (const width of [1440, 1300, 1000, 800]) {
      await olga.page.setViewportSize({ width, height: 800 });
      await until(
        `the whole name is shown at ${width} pixels`,
        () => name.evaluate((heading) => [innerWidth, heading.scrollWidth - heading.clientWidth]),
        ([shownWidth, hidden]) => shownWidth === width && hidden === 0,
      );
    }
  });

  it('stays signed in while the network is away, and keeps what they are writing', async () => {
    const [guest, olga] = [await customer('nadia'), await operator('olga')];
    await guest.askForPerson();
    await olga.select('Nadia');
    const field = olga.page.getByRole('textbox', { name: 'Reply' });
    await field.fill('One moment');
    let failed = 0;
    olga.page.on('requestfailed', (request) => {
      if (request.url().startsWith(stage.platform.addresses.http)) failed += 1;
    });
    await olga.page.context().setOffline(true);
    // After some attempts in vain the client suspects its credential, and the page asks whether the service answers at all.
    await until('the page has asked for the service', () => failed);
    await olga.page.context().setOffline(false);
    await olga.page.getByText('Available', { exact: true }).waitFor();
    expect(await field.inputValue()).toBe('One moment');
    await field.press('Enter');
    await guest.answer('One moment').waitFor();
  });

  it('stays signed in over a reload, until they sign out', async () => {
    const olga = await operator('olga');
    await olga.page.reload();
    await olga.page.getByText('Available', { exact: true }).waitFor();
    await olga.page.getByRole('button', { name: 'Settings' }).click();
    await olga.page.getByRole('button', { name: 'Sign out' }).click();
    await olga.page.getByLabel('Your name').waitFor();
    await olga.page.reload();
    await olga.page.getByLabel('Your name').waitFor();
  });

  it('is where they were after a reload, and not where somebody else was who has signed out', async () => {
    const [guest, olga] = [await customer('dorit'), await operator('olga', phone)];
    await guest.askForPerson();
    await olga.select('Dorit');
    await olga.page.reload();
    await olga.page.getByRole('heading', { name: 'Dorit', level: 2 }).waitFor();
    await olga.page.getByRole('button', { name: 'Back to the list' }).click();
    await olga.row('Dorit').waitFor();
    await olga.page.reload();
    await olga.row('Dorit').waitFor();
    expect(await olga.page.getByRole('heading', { level: 2 }).count()).toBe(0);
    await olga.select('Dorit');
    await olga.page.reload();
    await olga.page.getByRole('button', { name: 'Back to the list' }).click();
    await olga.page.getByRole('button', { name: 'Settings' }).click();
    await olga.page.getByRole('button', { name: 'Sign out' }).click();
    await olga.page.getByLabel('Your name').fill('Paula');
    await olga.page.keyboard.press('Enter');
    await olga.row('Dorit').waitFor();
    expect(await olga.page.getByRole('heading', { level: 2 }).count()).toBe(0);
  });

  it('is shown no conversation any more whose customer was erased, without doing anything', async () => {
    const guest = await customer('emma');
    await guest.askForPerson();
    const context = await newContext();
    // As the service tells operators when it has erased a user.
    const { send } = await interject(context);
    const olga = await ConsoleTab.open(context, stage.platform, 'olga');
    tabs.push(olga);
    await olga.select('Emma');
    const about = { message: 'The thread is gone', requestId: 'r', threadId: 'emma' };
    send({ event: 'error', code: 'thread.notFound', ...about });
    await olga.row('Emma').waitFor({ state: 'detached' });
    await olga.page.getByRole('heading', { name: 'Emma', level: 2 }).waitFor({ state: 'detached' });
    expect(await olga.toldNewest()).toBe('This conversation no longer exists.');
    expect(new URL(olga.page.url()).search).toBe('');
  });

  it('signs in by a link, whose token does not stay in the address', async () => {
    const { http, web } = stage.platform.addresses;
    const response = await fetch(`${http}/sessions`, {
      method: 'POST',
      body: JSON.stringify({ userId: 'rita', role: 'operator' }),
    });
    const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: number };
    const page = await (await newContext()).newPage();
    await page.goto(`${web}/console/#user=rita&token=${token}&expires=${expiresAt}`);
    await page.getByText('Available', { exact: true }).waitFor();
    expect(page.url()).toBe(`${web}/console/`);
  });
});

describe.each(['light', 'dark'] as const)('the console in %s colours', (colorScheme) => {
  it.each([
    ['a wide screen', { viewport: { width: 1300, height: 800 } }],
    ['a phone', phone],
  ])('is accessible on %s', async (_, options) => {
    const name = `fatima${colorScheme}${'isMobile' in options ? 'phone' : 'wide'}`;
    const [guest, olga] = [await customer(name), await operator('olga', { colorScheme, ...options })];
    await guest.askForPerson();
    await olga.row(name.slice(1)).waitFor();
    expect(await violations(olga.page)).toEqual([]);
    await olga.row(name.slice(1)).click();
    await olga.action('Take').click();
    await olga.page.getByText('Yours', { exact: true }).waitFor();
    await olga.write('Note', 'A `note` with https://example.com');
    await olga.page.locator('.memo').waitFor();
    await olga.toast.waitFor({ state: 'detached' });
    expect(await violations(olga.page)).toEqual([]);
    const { width } = olga.page.viewportSize() ?? { width: 0 };
    expect(await olga.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
