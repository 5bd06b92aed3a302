import { deflateRawSync } from 'node:zlib';
import { zipOf } from '../../test/fixture/zip.ts';
import { unzip } from './unzip.ts';

describe('a zip', () => {
  it('with a stored file is read', () => {
    expect(unzip(zipOf('index.js', 'code'))).toEqual([{ path: 'index.js', data: Buffer.from('code') }]);
  });

  it('with a deflated file is read', () => {
    const data = deflateRawSync(Buffer.from('code'));
    expect(unzip(deflatedZip(data))).toEqual([{ path: 'index.js', data: Buffer.from('code') }]);
  });

  it('is refused if it is not a zip', () => {
    expect(() => unzip(Buffer.from('not a zip at all, but long enough to be one'))).toThrow('not a zip');
  });
});

/** An archive of one deflated file `index.js`. */
function deflatedZip(data: Buffer): Buffer {
  const zip = zipOf('index.js', 'x'.repeat(data.length));
  const copy = Buffer.from(zip);
  data.copy(copy, 30 + 'index.js'.length);
  copy.writeUInt16LE(8, 8);
  copy.writeUInt16LE(8, copy.indexOf('PK\x01\x02', 0, 'latin1') + 10);
  return copy;
}
