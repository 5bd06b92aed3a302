import { openServers, type Servers } from './servers.ts';

let servers: Servers;

beforeEach(async () => {
  servers = await openServers(0);
});
afterEach(() => servers.stop());

describe('the servers of the platform', () => {
  it('keep requests that come while the platform starts, and answer them once somebody does', async () => {
    const base = `http://127.0.0.1:${servers.ports.http}`;
    const asked = ['/a', '/b'].map((path) => fetch(base + path));
    // Both are there: what is answered later is behind them.
    await new Promise((resolve) => setTimeout(resolve, 100));
    servers.answer('http', (request, response) => response.end(`answer to ${request.url}`));
    const answers = await Promise.all(asked);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
      'answer to /a',
      'answer to /b',
    ]);
  });

  it('answer a request once', async () => {
    let taken = 0;
    servers.answer('http', (_, response) => {
      taken += 1;
      response.end();
    });
    for (const _ of [1, 2]) await fetch(`http://127.0.0.1:${servers.ports.http}`);
    expect(taken).toBe(2);
  });
});
