import { readFile } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { HostPage } from './host-page.ts';
import { watchProblems } from './problems.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;

/** The content security policies that CloudFront sends in a deployed environment, as the stack says. */
async function deployedPolicies(): Promise<Readonly<Record<'pages' | 'widget', string>>> {
  const stack = new URL('../../../infra/cdktf.out/stacks/dev/cdk.tf.json', import.meta.url);
  const { resource } = JSON.parse(await readFile(stack, 'utf8'));
  const policyOf = (id: string): string =>
    resource.aws_cloudfront_response_headers_policy[`security-headers_${id}`].security_headers_config
      .content_security_policy.content_security_policy;
  return { pages: policyOf('pages'), widget: policyOf('widget') };
}

/** A browser to which the platform's pages come with the deployed policies; only the addresses are the platform's. */
async function openContext(): Promise<BrowserContext> {
  const { pages, widget } = await deployedPolicies();
  const { web, ws, http } = stage.platform.addresses;
  const context = await stage.browser.newContext({
    viewport: { width: 1300, height: 800 },
    // A page whose answer was changed on its way is not known to come from this machine.
    permissions: ['local-network-access'],
  });
  await context.route(`${web}/**`, async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    const policy = route.request().url().includes('/widget') ? widget : pages;
    const connect = `connect-src 'self' ${new URL(ws).origin} ${http} http://127.0.0.1:*;`;
    const here = policy
      .replace(/connect-src [^;]*;/, connect)
      .replace('img-src', 'img-src http://127.0.0.1:*');
    return route.fulfill({
      response,
      headers: { ...response.headers(), 'content-security-policy': here },
    });
  });
  return context;
}

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

describe('under the deployed content security policy', () => {
  it('the page and the console do everything, without a word of the browser', async () => {
    const context = await openContext();
    const ann = await ChatTab.open(context, stage.platform, { user: 'ann', thread: 'ann' });
    await ann.ask('help');
    await ann.page
      .locator('input[type="file"]')
      .setInputFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') }]);
    await ann.page.getByText('Ready to send').waitFor();
    await ann.send('Talk to a human');
    const olga = await ConsoleTab.open(context, stage.platform, 'olga');
    await olga.select('Ann');
    await olga.write('Reply', 'Here: `code`, https://example.com');
    await ann.answer('Here: code').waitFor();
    expect([...ann.problems, ...olga.problems]).toEqual([]);
    await context.close();
  });

  it('the widget is shown on the page of others, and the page is not', async () => {
    const context = await openContext();
    const host = await HostPage.serve({ chat: stage.platform.addresses.web });
    const page = await context.newPage();
    const problems: string[] = [];
    watchProblems(page, problems);
    await page.goto(host.address);
    await page.getByRole('button', { name: 'Open the chat' }).click();
    const frame = page.frameLocator('switchboard-chat iframe');
    await frame.getByRole('heading', { name: 'How can we help?' }).waitFor();
    expect(problems).toEqual([]);
    const refusal = page.waitForEvent('console', (message) => message.type() === 'error');
    await page.evaluate((chat) => {
      const inner = document.createElement('iframe');
      inner.id = 'stolen';
      inner.src = `${chat}/`;
      document.body.append(inner);
    }, stage.platform.addresses.web);
    expect((await refusal).text()).toContain('frame-ancestors');
    await context.close();
    await host.close();
  });
});
