import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Cost } from '../../test/costs/cost-line.ts';

export interface MeteringProxy {
  readonly endpoint: string;
  /** What happens while `work` goes on, and what it costs. */
  cost(work: () => Promise<unknown>): Promise<Cost>;
  close(): Promise<void>;
}

interface Answer {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
  readonly __type?: string;
}

type Counted = { -readonly [Field in keyof Cost]: Cost[Field] };

const reads = new Set(['GetItem', 'Query', 'Scan']);
const nothing = (): Counted => ({ requests: 0, readUnits: 0, writeUnits: 0, refused: 0 });

/**
 * Stands between a client of any kind and the engine, counts each request and asks the engine what it cost. It rewrites
 * what the client has signed, so the engine must not check signatures.
 */
export async function startMeteringProxy(upstream: string): Promise<MeteringProxy> {
  let total = nothing();
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const answer = await forward(upstream, request, await readJson(request), operation);
    count(total, operation, JSON.parse(answer.body));
    reply(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async cost(work) {
      total = nothing();
      await work();
      return { ...total };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<object> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

async function forward(upstream: string, request: IncomingMessage, input: object, operation: string) {
  const answer = await fetch(upstream, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': String(request.headers['x-amz-target']),
      authorization: String(request.headers.authorization),
      'x-amz-date': String(request.headers['x-amz-date']),
    },
    body: JSON.stringify(/Item$/.test(operation) ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input),
  });
  return { status: answer.status, body: await answer.text() };
}

function count(total: Counted, operation: string, answer: Answer): void {
  total.requests += 1;
  if (answer.__type?.endsWith('ConditionalCheckFailedException')) total.refused += 1;
  const units = answer.ConsumedCapacity?.CapacityUnits ?? 0;
  if (reads.has(operation)) total.readUnits += units;
  else total.writeUnits += units;
}

function reply(response: ServerResponse, { status, body }: { status: number; body: string }): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(body);
}
