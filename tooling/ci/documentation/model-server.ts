import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model was asked. */
interface Asked {
  readonly model: string;
  readonly authorization: string | undefined;
}

export interface ModelServer {
  /** `http://127.0.0.1:40123/v1` */
  readonly baseUrl: string;
  readonly asked: readonly Asked[];
  stop(): void;
}

/** A server that speaks the OpenAI protocol, in place of a model: it answers everything with the same words, in pieces. */
export async function startModelServer(words: string): Promise<ModelServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { model } = JSON.parse(Buffer.concat(chunks).toString()) as { model: string };
    asked.push({ model, authorization: request.headers.authorization });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const choice = (delta: object, finish_reason: string | null): void => {
      const event = {
        id: 'c1',
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, finish_reason }],
      };
      response.write(`data: ${JSON.stringify(event)}\n\n`);
    };
    for (const word of words.split(/(?<= )/)) choice({ role: 'assistant', content: word }, null);
    choice({}, 'stop');
    response.end('data: [DONE]\n\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked, stop: () => server.close() };
}
