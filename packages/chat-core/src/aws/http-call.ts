import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface HttpCall {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  /** Ends the call, for example an `AbortSignal.timeout`. */
  readonly signal: AbortSignal;
}

export interface HttpCallAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/**
 * Makes one HTTP request and reads its whole answer. Node's `fetch` loads a client of its own when it is first used, which takes 30 ms of CPU at
 * the cold start of a function; the client of `node:http` is there for the AWS SDK in any case.
 *
 * @throws where there is no whole answer; the request may have had its effect
 */
export function httpCall(
  url: string,
  { method, headers = {}, body, signal }: HttpCall,
): Promise<HttpCallAnswer> {
  const begin = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = begin(url, { method, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
