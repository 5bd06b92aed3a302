import * as fc from 'fast-check';
import { createLineReader } from './line-reader.ts';

describe('the line reader', () => {
  it('gives every line, however the bytes are cut', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ''))),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (lines, cuts) => {
          const seen: string[] = [];
          const read = createLineReader((line) => seen.push(line));
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
            const size = cuts[cut % cuts.length] ?? 1;
            read(bytes.subarray(at, at + size));
            at += size;
          }
          expect(seen).toEqual(lines.map((line) => Buffer.from(line).toString()));
        },
      ),
    ));
});
