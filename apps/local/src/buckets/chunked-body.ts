import { s3Error } from './s3-error.ts';

/** Decodes the `aws-chunked` encoding, which clients use because they know the checksum only after sending the body. */
export interface ChunkedBody {
  readonly body: Buffer;
  /** What comes after the content, by name: a checksum. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Takes a body of the content encoding `aws-chunked` apart.
 *
 * @throws {RequestError} if it is not such a body
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readChunkedBody(bytes: Buffer): ChunkedBody {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const chunkEnd = lineEnd + 2 + size;
    if (Number.isNaN(size) || chunkEnd > bytes.length) {
      throw s3Error(400, 'IncompleteBody', 'The request body terminated unexpectedly');
    }
    if (size === 0)
      return { body: Buffer.concat(chunks), trailers: readTrailers(bytes.toString('latin1', chunkEnd)) };
    chunks.push(bytes.subarray(lineEnd + 2, chunkEnd));
    at = chunkEnd + 2;
  }
}

const readTrailers = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
