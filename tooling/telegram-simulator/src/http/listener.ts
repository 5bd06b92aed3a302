import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, answerCall, failure } from '../bot-api/answer-call.ts';
import { BotApiError } from '../bot-api/bot-api-error.ts';
import { answerPerson } from '../people/people-api.ts';
import { PersonError } from '../people/person-error.ts';
import { accountOf } from '../state/accounts.ts';
import type { Telegram } from '../telegram.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';
import { readParameters } from './read-parameters.ts';

/** A call may carry a file of 50 MB and what belongs to it. */
const mostBodyBytes = 52 * 1024 * 1024;

/**
 * Serves both sides over HTTP: bots at `/bot<token>/<method>` and `/file/bot<token>/<path>`, people everywhere else.
 *
 * @param onError is told of a failure of the simulator itself, which answers 500
 */
export const createListener =
  (telegram: Telegram, onError: (error: unknown) => void) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    serve(telegram, request, response).catch((error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { ok: false, error_code: 500, description: 'Internal Server Error' });
    });
  };

async function serve(telegram: Telegram, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const isOfBot = /^\/(?:file\/)?bot/.test(pathname);
  if (isOfBot) await serveBot(telegram, { request, response, path: pathname, query: searchParams });
  else await servePerson(telegram, { request, response, path: pathname, query: searchParams });
}

/** A request that is to be answered. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
}

async function serveBot(telegram: Telegram, exchange: Exchange): Promise<void> {
  const { response, path } = exchange;
  const [, isFile, token = '', rest = ''] = /^\/(file\/)?bot([^/]*)\/(.+)$/.exec(path) ?? [];
  try {
    if (isFile) sendFile(telegram, { token, path: rest }, response);
    else sendAnswer(response, await answerOf(telegram, exchange, { token, method: rest }));
  } catch (error) {
    if (error instanceof BotApiError) sendAnswer(response, failure(error));
    else if (error instanceof BodyTooLargeError)
      sendAnswer(response, failure(new BotApiError(413, 'Request Entity Too Large')));
    else throw error;
  }
}

async function answerOf(
  telegram: Telegram,
  { request, response, query }: Exchange,
  called: { readonly token: string; readonly method: string },
): Promise<Answer> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const parameters = readParameters(request, query, await readBody(request, mostBodyBytes));
  return answerCall(telegram, { ...called, parameters, signal: gone.signal });
}

function sendAnswer(response: ServerResponse, { status, body, isLost }: Answer): void {
  if (isLost) response.destroy();
  else sendJson(response, status, body);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Sends the file at the path that `getFile` gave. */
function sendFile(
  telegram: Telegram,
  { token, path }: { readonly token: string; readonly path: string },
  response: ServerResponse,
): void {
  accountOf(telegram, token);
  const file = Object.values(telegram.state.files).find((known) => known.path === path);
  const content = file && telegram.contents.get(file.fileId);
  if (!content) throw new BotApiError(404, 'Not Found');
  response.writeHead(200, { 'content-type': file.mimeType }).end(content);
}

async function servePerson(telegram: Telegram, exchange: Exchange): Promise<void> {
  const { request, response, path, query } = exchange;
  for (const [name, value] of crossOriginHeaders(request)) response.setHeader(name, value);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  try {
    const body = parseBody(await readBody(request, mostBodyBytes));
    const answer = await answerPerson(telegram, { method: request.method ?? 'GET', path, query, body });
    response.setHeader('x-revision', telegram.changed.count);
    if ('json' in answer) sendJson(response, 200, answer.json);
    else {
      const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(answer.name)}`;
      response
        .writeHead(200, { 'content-type': answer.mimeType, 'content-disposition': disposition })
        .end(answer.file);
    }
  } catch (error) {
    if (error instanceof PersonError) sendJson(response, error.status, { error: error.message });
    else if (error instanceof BodyTooLargeError) sendJson(response, 413, { error: error.message });
    else throw error;
  }
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new PersonError(400, `The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** Pages of this machine may play a person; pages from elsewhere may not. */
function crossOriginHeaders({
  headers: { origin },
}: IncomingMessage): readonly (readonly [string, string])[] {
  if (origin === undefined || !/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin)) return [];
  return [
    ['access-control-allow-origin', origin],
    ['access-control-allow-methods', 'GET, POST, PUT, DELETE'],
    ['access-control-allow-headers', 'content-type'],
    ['access-control-expose-headers', 'x-revision'],
    ['vary', 'origin'],
  ];
}
