import * as fc from 'fast-check';
import { readMailHeaders, splitAddresses } from './mail-headers.ts';

describe('the headers of a mail', () => {
  it('are read in their order, unfolded, up to the empty line', () => {
    const raw = 'Received: a\r\nSubject: one\r\n  two\r\nreceived:b\r\nno header\r\n\r\nBody: no\r\n';
    expect(readMailHeaders(Buffer.from(raw))).toEqual([
      { name: 'Received', value: 'a' },
      { name: 'Subject', value: 'one two' },
      { name: 'received', value: 'b' },
    ]);
  });

  it('may have bare line ends, or nothing behind them', () => {
    expect(readMailHeaders(Buffer.from('A: 1\nB: 2\n\nC: 3'))).toHaveLength(2);
    expect(readMailHeaders(Buffer.from('A: 1'))).toEqual([{ name: 'A', value: '1' }]);
    expect(readMailHeaders(Buffer.alloc(0))).toEqual([]);
  });

  it('are read of anything', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readMailHeaders(Buffer.from(bytes));
      }),
    ));
});

describe('a list of addresses', () => {
  it('is split at commas outside of names', () => {
    expect(splitAddresses('"Doe, Jane" <a@b>, c@d ,, "x" <y@z>')).toEqual([
      '"Doe, Jane" <a@b>',
      'c@d',
      '"x" <y@z>',
    ]);
  });
});
