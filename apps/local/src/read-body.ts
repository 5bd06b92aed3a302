import type { IncomingMessage } from 'node:http';

/** The body of a request; `undefined` where it is larger than allowed. */
export function readBody(request: IncomingMessage, largestBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largestBytes) chunks.push(chunk);
    });
    request.on('error', reject);
    request.on('end', () => {
      const [only] = chunks;
      if (size > largestBytes) resolve(undefined);
      else resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks));
    });
  });
}
