/**
 * Loaded before a command: leads what it asks of the APIs that it has deployed to a platform on this machine, as the name server would lead it
 * to AWS. `PLATFORM_ADDRESSES` has the platform's `{ws, http}`.
 */

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

// biome-ignore lint/style/noProcessEnv: a program's own entry
const addresses = JSON.parse(process.env.PLATFORM_ADDRESSES ?? '{}') as { ws?: string; http?: string };

const isDeployedApi = ({ hostname }: URL): boolean => /\.execute-api\.[\w-]+\.amazonaws\.com$/.test(hostname);

const here = (url: string, address: string | undefined): string => {
  const asked = new URL(url);
  if (address === undefined || !isDeployedApi(asked)) return url;
  return asked.protocol === 'wss:' ? address : `${address}${asked.pathname}`;
};

const { fetch: fetchThere, WebSocket: WebSocketThere } = globalThis;

/** Asks the platform under the name of the API, which the request was signed for: `fetch` would write the platform's own. */
async function fetchHere(url: string, { method = 'GET', body, headers }: RequestInit): Promise<Response> {
  const asked = request(here(url, addresses.http), {
    method,
    headers: { ...Object.fromEntries(new Headers(headers)), host: new URL(url).host },
  });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return new Response(await text(answer), { status: answer.statusCode ?? 0 });
}

globalThis.fetch = (request, init = {}) =>
  typeof request === 'string' && addresses.http !== undefined && isDeployedApi(new URL(request))
    ? fetchHere(request, init)
    : fetchThere(request, init);

globalThis.WebSocket = class extends WebSocketThere {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(here(String(url), addresses.ws), protocols);
  }
} as typeof WebSocket;
