import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { addressName, addressOfRecipient, newAddress } from './mail-address.ts';

describe('a new address', () => {
  it('has a name and 65 bits of chance', () => {
    const address = newAddress({ name: 'Ann Lee', domain: 'Mail.example', randomBytes });
    expect(address).toMatch(/^ann-lee-[a-hjkmnp-z2-90]{13}@mail\.example$/);
  });

  it('takes every character with the same probability', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const counts = new Map<string, number>();
    for (let start = 0; start + 13 <= 256; start += 1) {
      const address = newAddress({
        name: 'a',
        domain: 'm.example',
        randomBytes: () => all.subarray(start, start + 13),
      });
      const [first = ''] = address.slice(2);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  });

  it('is never twice the same', () => {
    const addresses = Array.from({ length: 2_000 }, () =>
      newAddress({ name: 'a', domain: 'm.example', randomBytes }),
    );
    expect(new Set(addresses).size).toBe(2_000);
  });

  it.each([
    ['Škoda & Söhne', 'skoda-sohne'],
    ['Straße', 'strasse'],
    ['日本', 'mail'],
    ['', 'mail'],
    ['--a--', 'a'],
    ['x'.repeat(50), 'x'.repeat(20)],
    [`${'a'.repeat(19)} b`, 'a'.repeat(19)],
  ])('of %s begins with %s', (name, expected) => {
    expect(addressName(name)).toBe(expected);
  });

  it('is one that every mail server takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const address = newAddress({ name, domain: 'm.example', randomBytes });
        expect(address).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*@m\.example$/);
        expect(address.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe('the recipient of an envelope', () => {
  it.each([
    ['Ann-ABC@Mail.Example', 'ann-abc@mail.example'],
    ['ann-abc+shop@mail.example', 'ann-abc@mail.example'],
    ['ann-abc@other.example', undefined],
    ['@mail.example', undefined],
    ['+x@mail.example', undefined],
    ['ann', undefined],
    ['', undefined],
  ])('%s is %s', (recipient, expected) => {
    expect(addressOfRecipient(recipient, 'mail.example')).toBe(expected);
  });
});
