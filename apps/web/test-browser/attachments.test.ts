import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { ChatTab } from './chat-tab.ts';
import { ConsoleTab } from './console-tab.ts';
import { type Stage, setStage } from './stage.ts';
import { until } from './until.ts';
import { violations } from './violations.ts';

let stage: Stage;
const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true };

interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const choose = (page: Page, files: readonly ChosenFile[]): Promise<void> =>
  page.locator('input[type="file"]').setInputFiles([...files]);

/** A picture of a thousand pixels, of which a small version is worthwhile. */
async function picture(page: Page): Promise<ChosenFile> {
  const encoded = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1_000;
    canvas.height = 750;
    const context = canvas.getContext('2d');
    const pixels = context?.createImageData(canvas.width, canvas.height);
    // As a photograph has, many colours: what is drawn by shapes would be small already.
    let noise = 1;
    pixels?.data.forEach((_, at, data) => {
      noise = (noise * 48_271) % 2_147_483_647;
      data[at] = at % 4 === 3 ? 255 : noise % 256;
    });
    if (pixels) context?.putImageData(pixels, 0, 0);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return { name: 'receipt.png', mimeType: 'image/png', buffer: Buffer.from(encoded, 'base64') };
}

const plain = { name: 'terms.txt', mimeType: 'text/plain', buffer: Buffer.from('All is well.') };

beforeAll(async () => {
  stage = await setStage();
});

afterAll(async () => {
  await stage?.clear();
});

async function customer(user: string): Promise<ChatTab> {
  const context = await stage.browser.newContext(phone);
  return ChatTab.open(context, stage.platform, { user, thread: user });
}

describe('files of a customer on a phone', () => {
  it('reach the operator as a picture and a file that open, and the operator’s reach the customer', async () => {
    const ann = await customer('ann');
    await ann.ask('hello');
    await choose(ann.page, [await picture(ann.page), plain]);
    await ann.page.getByText('Ready to send').nth(1).waitFor();
    expect(await violations(ann.page)).toEqual([]);
    await ann.send('My receipt, and your terms');
    await ann.page.locator('.message[data-own][data-state="sent"] img.picture').waitFor();
    await until(
      'no upload is left',
      () => ann.page.locator('.upload').count(),
      (count) => count === 0,
    );

    const context = await stage.browser.newContext({ viewport: { width: 1300, height: 800 } });
    const olga = await ConsoleTab.open(context, stage.platform, 'olga');
    await olga.choose('Bot');
    await olga.select('Ann');
    const seen = olga.log.locator('img.picture');
    await seen.waitFor();
    await olga.page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('img.picture')?.naturalWidth ?? 0) > 0,
    );
    // What the bubble shows is the small version.
    expect(await seen.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(640);
    await olga.log.getByText('terms.txt').waitFor();
    const [terms] = await Promise.all([
      olga.page.waitForEvent('download'),
      olga.log.getByRole('button', { name: /terms\.txt/ }).click(),
    ]);
    expect(terms.suggestedFilename()).toBe('terms.txt');
    expect(await readFile(await terms.path(), 'utf8')).toBe('All is well.');
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      olga.log.getByRole('button', { name: 'receipt.png' }).click(),
    ]);
    await opened.waitForFunction(() => document.querySelector('img')?.naturalWidth === 1_000);
    expect(await violations(olga.page)).toEqual([]);

    await choose(olga.page, [{ ...plain, name: 'invoice.csv', mimeType: 'text/csv' }]);
    await olga.page.getByText('Ready to send').waitFor();
    await olga.page.getByRole('button', { name: 'Send' }).click();
    await ann.page.getByText('invoice.csv').first().waitFor();
    expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect([...ann.problems, ...olga.problems]).toEqual([]);
    await context.close();
  });

  it('that cannot be sent say why, and do not stop the others', async () => {
    const bela = await customer('bela');
    await choose(bela.page, [
      { ...plain, name: 'page.html', mimeType: 'text/html' },
      { ...plain, name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(21 * 1024 * 1024) },
      plain,
    ]);
    await bela.page.getByText('Files of this kind cannot be sent.').waitFor();
    await bela.page.getByText('Larger than 20 MB.').waitFor();
    await bela.page.getByText('Ready to send').waitFor();
    await bela.page.getByRole('button', { name: 'Remove page.html' }).tap();
    await bela.page.getByRole('button', { name: 'Remove film.mp4' }).tap();
    await bela.page.getByRole('button', { name: 'Send' }).tap();
    await bela.page.locator('.message[data-own][data-state="sent"]').getByText('terms.txt').waitFor();
    expect(bela.problems).toEqual([]);
  });

  it('are taken from the clipboard and from a drop too', async () => {
    const cora = await customer('cora');
    const give = (type: 'paste' | 'drop', selector: string, name: string) =>
      cora.page.evaluate(
        ([kind, where, called]) => {
          const data = new DataTransfer();
          data.items.add(new File(['text'], called, { type: 'text/plain' }));
          const init = { bubbles: true, cancelable: true };
          const event =
            kind === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: data })
              : new DragEvent('drop', { ...init, dataTransfer: data });
          document.querySelector(where)?.dispatchEvent(event);
        },
        [type, selector, name] as const,
      );
    await give('paste', 'textarea', 'pasted.txt');
    await give('drop', '.stage', 'dropped.txt');
    await cora.page.getByText('Ready to send').nth(1).waitFor();
    expect(await cora.page.locator('.upload bdi').allInnerTexts()).toEqual(['pasted.txt', 'dropped.txt']);
  });
});
