import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { s3Error } from './s3-error.ts';

/** How a body is summed up, by the header that says it. Others that AWS knows are not checked. */
const checksums: Readonly<Record<string, (body: Buffer) => string>> = {
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'content-md5': (body) => createHash('md5').update(body).digest('base64'),
};

/**
 * Compares a body with the checksums that came with it.
 *
 * @throws {RequestError} `BadDigest`
 */
export function requireChecksums(body: Buffer, headers: Readonly<Record<string, unknown>>): void {
  for (const [name, sum] of Object.entries(checksums)) {
    const claimed = headers[name];
    if (claimed !== undefined && claimed !== sum(body)) {
      throw s3Error(400, 'BadDigest', `The ${name} you specified did not match the calculated checksum.`);
    }
  }
}
