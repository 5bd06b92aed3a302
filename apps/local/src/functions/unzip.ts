import { inflateRawSync } from 'node:zlib';

/** A file in a zip. */
export interface ZipEntry {
  readonly path: string;
  readonly data: Buffer;
}

const endOfCentralDirectory = 0x06054b50;
const centralHeader = 0x02014b50;

/**
 * Reads a zip from its central directory; stored and deflated entries.
 *
 * @throws {SyntaxError} where it is not such a zip
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function unzip(zip: Buffer): ZipEntry[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfCentralDirectory) end -= 1;
  if (end < 0) throw new SyntaxError('not a zip: it has no central directory');
  const count = zip.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let position = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(position) !== centralHeader)
      throw new SyntaxError('not a zip: its central directory is damaged');
    const nameLength = zip.readUInt16LE(position + 28);
    const path = zip.toString('utf8', position + 46, position + 46 + nameLength);
    if (!path.endsWith('/')) entries.push({ path, data: dataOf(zip, position) });
    position += 46 + nameLength + zip.readUInt16LE(position + 30) + zip.readUInt16LE(position + 32);
  }
  return entries;
}

/** @param header where the entry's header in the central directory is */
function dataOf(zip: Buffer, header: number): Buffer {
  const method = zip.readUInt16LE(header + 10);
  const size = zip.readUInt32LE(header + 20);
  const local = zip.readUInt32LE(header + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const data = zip.subarray(start, start + size);
  if (method === 0) return data;
  if (method === 8) return inflateRawSync(data);
  throw new SyntaxError(`a zip's compression method ${method} is not supported`);
}
