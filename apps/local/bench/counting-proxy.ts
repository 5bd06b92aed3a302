import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Bot API that passes calls on and counts them. */
export interface CountingProxy {
  /** Without a slash at its end. */
  readonly root: string;
  /** How often each method was answered how, for example `sendMessage 200`. */
  readonly counts: ReadonlyMap<string, number>;
  stop(): void;
}

/** @param target the Bot API that calls are passed on to, without a slash at its end */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const counts = new Map<string, number>();
  const pass = async (request: IncomingMessage): Promise<Response> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const type = request.headers['content-type'];
    return fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      ...(type !== undefined && { headers: { 'content-type': type } }),
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
  };
  const server = createServer((request, response) => {
    pass(request).then(
      async (answer) => {
        const call = `${request.url?.split('/').at(-1)?.split('?')[0]} ${answer.status}`;
        counts.set(call, (counts.get(call) ?? 0) + 1);
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    root: `http://127.0.0.1:${port}`,
    counts,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
