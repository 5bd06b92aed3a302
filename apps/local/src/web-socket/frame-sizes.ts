/** API Gateway's limit of one frame, in bytes. */
export const largestFrameBytes = 32 * 1024;

/**
 * Watches the bytes of a connection for the length of each frame: `ws` puts fragments together and never tells.
 *
 * @param onLength is told every frame's length as its header arrives
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export function createFrameWatch(onLength: (bytes: number) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let payloadLeft = 0;
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      const skipped = Math.min(payloadLeft, rest.length);
      payloadLeft -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length === 0) return;
      const known = Buffer.concat([header, rest]);
      const parsed = parseHeader(known);
      if (!parsed) {
        header = known;
        return;
      }
      rest = rest.subarray(parsed.headerLength - header.length);
      header = Buffer.alloc(0);
      payloadLeft = parsed.payloadLength;
      onLength(parsed.payloadLength);
    }
  };
}

function parseHeader(bytes: Buffer): { headerLength: number; payloadLength: number } | undefined {
  const second = bytes[1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headerLength = 2 + extended + (second & 0x80 ? 4 : 0);
  if (bytes.length < headerLength) return undefined;
  if (extended === 0) return { headerLength, payloadLength: short };
  return {
    headerLength,
    payloadLength: extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)),
  };
}
