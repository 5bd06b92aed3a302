import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPageNotice } from './page-notice.ts';

const notice = createPageNotice();
let server: Server;
let address = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (!notice.answer(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.closeAllConnections());
afterAll(() => server.close());

describe('a notice to open pages', () => {
  it('reaches every page that listens, with its lines as they are', async () => {
    const pages = await Promise.all([1, 2].map(() => fetch(`${address}/_reload/notices`)));
    notice.tell('It cannot be built.\nsrc/bots/mine.ts:2:10');
    for (const { body } of pages) {
      const { value } = (await body?.getReader().read()) ?? {};
      expect(new TextDecoder().decode(value)).toBe('data: "It cannot be built.\\nsrc/bots/mine.ts:2:10"\n\n');
    }
  });

  it('is shown by a script that pages load from the same address', async () => {
    const response = await fetch(`${address}/_reload/notices.js`);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toContain("new EventSource('/_reload/notices')");
  });

  it('leaves everything else to the pages', async () => {
    expect((await fetch(`${address}/console/`)).status).toBe(404);
  });
});
