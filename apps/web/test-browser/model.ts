import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One message of what a model is asked. */
export interface Asked {
  readonly role: string;
  readonly content: unknown;
}

/** What a model answers: a text, or a call of one of the bot's tools. */
export type Said = string | { readonly tool: string; readonly input: unknown };

/** A server in place of a model, which speaks the OpenAI protocol. */
export class Model {
  /** Every conversation that it was asked about, oldest first. */
  readonly asked: (readonly Asked[])[] = [];
  readonly #server;

  private constructor(answer: (newest: string) => Said) {
    this.#server = createServer(async (request, response) => {
      const { messages } = JSON.parse(await bodyOf(request)) as { messages: Asked[] };
      this.asked.push(messages);
      say(response, answer(String(messages.at(-1)?.content)));
    });
  }

  /** @param answer what it says to the newest message */
  static async start(answer: (newest: string) => Said): Promise<Model> {
    const model = new Model(answer);
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function say(response: ServerResponse, said: Said): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const write = (delta: object, finish: string | null = null): void => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    response.write(`data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', choices })}\n\n`);
  };
  if (typeof said === 'string') write({ role: 'assistant', content: said });
  else {
    const called = { name: said.tool, arguments: JSON.stringify(said.input) };
    write({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: called }] });
  }
  write({}, typeof said === 'string' ? 'stop' : 'tool_calls');
  response.end('data: [DONE]\n\n');
}
