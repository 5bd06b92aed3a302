import * as fc from 'fast-check';
import { createFrameWatch } from './frame-sizes.ts';

/** A frame as a client sends it. */
function frame(length: number): Buffer {
  const header =
    length < 126
      ? Buffer.from([0x81, 0x80 | length])
      : length < 65_536
        ? Buffer.from([0x81, 0x80 | 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([0x81, 0x80 | 127, 0, 0, 0, 0]), uint32(length)]);
  return Buffer.concat([header, Buffer.from([1, 2, 3, 4]), Buffer.alloc(length, 0xff)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

describe('the frame watch', () => {
  it('tells the length of every frame, however the bytes are cut', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(125, 126, 65_535, 65_536)), {
          maxLength: 6,
        }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
        (lengths, cuts) => {
          const seen: number[] = [];
          const watch = createFrameWatch((bytes) => seen.push(bytes));
          const bytes = Buffer.concat(lengths.map(frame));
          for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
            const size = cuts[cut % cuts.length] ?? 1;
            watch(bytes.subarray(at, at + size));
            at += size;
          }
          expect(seen).toEqual(lengths);
        },
      ),
    ));
});
