/** A response as it stands in the bytes of a connection. */
export interface HttpResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** How many bytes it takes. */
  readonly lengthBytes: number;
}

const headEnd = Buffer.from('\r\n\r\n');

/**
 * Reads one response of HTTP/1.1.
 *
 * @returns `undefined` where there is more to come
 * @throws {SyntaxError} if it is not a response, or if it does not tell its length
 */
export function parseHttpResponse(bytes: Buffer): HttpResponse | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  if (!status)
    throw new SyntaxError(`The engine answered ${JSON.stringify(statusLine)} instead of HTTP/1.1.`);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const start = end + headEnd.length;
  const body =
    headers['transfer-encoding'] === 'chunked'
      ? readChunks(bytes, start)
      : readLength(bytes, start, headers['content-length']);
  return body && { status, headers, ...body };
}

type Body = Pick<HttpResponse, 'body' | 'lengthBytes'>;

function readLength(bytes: Buffer, start: number, contentLength: string | undefined): Body | undefined {
  const length = Number(contentLength);
  if (contentLength === undefined || !Number.isInteger(length)) {
    throw new SyntaxError('The engine answered without a content-length.');
  }
  const end = start + length;
  return bytes.length < end ? undefined : { body: bytes.subarray(start, end), lengthBytes: end };
}

function readChunks(bytes: Buffer, start: number): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!Number.isInteger(size)) throw new SyntaxError('The engine answered in chunks without a size.');
    const chunkEnd = lineEnd + 2 + size;
    if (bytes.length < chunkEnd + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), lengthBytes: chunkEnd + 2 };
    chunks.push(bytes.subarray(lineEnd + 2, chunkEnd));
    at = chunkEnd + 2;
  }
}
