import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Update } from '@grammyjs/types';

interface Received {
  readonly update: Update;
  readonly headers: IncomingMessage['headers'];
}

export interface WebhookServer {
  readonly url: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

/** What a webhook answers to an update. */
export type Reply = (
  update: Update,
) => Promise<{ status: number; body?: string; headers?: Record<string, string> }>;

/** A webhook that keeps what it gets. */
export async function startWebhook(reply: Reply = async () => ({ status: 200 })): Promise<WebhookServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const update = (await json(request)) as Update;
    received.push({ update, headers: request.headers });
    const { status, body = '', headers = {} } = await reply(update);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
