import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server that speaks the OpenAI protocol was asked. */
interface ChatRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content: unknown;
    readonly tool_calls?: unknown;
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly authorization: string | undefined;
}

/** Answers one request. */
export type ChatAnswer = (stream: ChatStream) => void | Promise<void>;

/** Writes what OpenAI writes: server-sent events. */
export interface ChatStream {
  text(text: string): void;
  toolCall(id: string, name: string, input: string): void;
  /** The last events of a whole answer, with what it took. */
  finish(reason: 'stop' | 'tool_calls' | 'length'): void;
  /** The connection breaks. */
  cut(): void;
  /** The answer ends without its last events. */
  end(): void;
  raw(text: string): void;
  status(status: number, headers?: Record<string, string>): void;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** A real HTTP server in place of a model: each request gets the next answer, the last one again and again. */
export async function startModelServer() {
  const requests: ChatRequest[] = [];
  let answers: ChatAnswer[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await readBody(request));
    requests.push({ ...body, authorization: request.headers.authorization });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    await answer?.(streamOn(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    /** What is answered from now on. */
    answer: (...next: ChatAnswer[]) => {
      answers = next;
      requests.length = 0;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function streamOn(response: ServerResponse): ChatStream {
  const begin = () => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  };
  const raw = (text: string) => {
    begin();
    response.write(text);
  };
  const event = (data: unknown) => raw(`data: ${JSON.stringify(data)}\n\n`);
  const choice = (delta: unknown, finish_reason: string | null = null) =>
    event({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] });
  return {
    raw,
    text: (content) => choice({ role: 'assistant', content }),
    toolCall: (id, name, input) =>
      choice({ tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: input } }] }),
    finish: (reason) => {
      choice({}, reason);
      event({
        id: 'c1',
        choices: [],
        usage: { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 },
      });
      response.end('data: [DONE]\n\n');
    },
    cut: () => {
      // What was written is on its way first.
      setTimeout(() => response.destroy(), 20);
    },
    end: () => {
      begin();
      response.end();
    },
    status: (status, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { message: 'no', type: 'error' } }));
    },
  };
}

/** A whole answer in two pieces. */
export const says =
  (text: string): ChatAnswer =>
  (stream) => {
    const middle = Math.ceil(text.length / 2);
    stream.text(text.slice(0, middle));
    stream.text(text.slice(middle));
    stream.finish('stop');
  };

export const calls =
  (name: string, input: unknown, id = 'call_1'): ChatAnswer =>
  (stream) => {
    stream.toolCall(id, name, JSON.stringify(input));
    stream.finish('tool_calls');
  };
