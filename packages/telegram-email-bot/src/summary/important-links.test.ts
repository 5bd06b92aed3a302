import { importantLinks } from './important-links.ts';

describe('the links that a person is likely to want', () => {
  it('ask for something to be done, and come before others', () => {
    const links = [
      { text: 'Home', url: 'https://shop.example/' },
      { text: 'Unsubscribe', url: 'https://shop.example/u' },
      { text: 'Track your parcel', url: 'https://shop.example/t?id=5&utm_source=mail&fbclid=1' },
    ];
    expect(importantLinks(links, '')).toEqual([
      {
        text: 'Track your parcel',
        url: 'https://shop.example/t?id=5',
        host: 'shop.example',
        isMisleading: false,
      },
      { text: 'Home', url: 'https://shop.example/', host: 'shop.example', isMisleading: false },
    ]);
  });

  it('are found however many were looked at before, also in names with letters beyond ASCII', () => {
    const links = [{ text: 'Your order', url: 'https://m\u00fcnchen.example/order' }];
    const found = Array.from({ length: 20_000 }, () => importantLinks(links, '').length);
    expect(found.indexOf(0)).toBe(-1);
  });

  it.each([
    ['www.bank.example', 'https://evil.example/', true],
    ['https://bank.example/login', 'https://bank.example.evil.example/', true],
    ['bank.example', 'https://www.bank.example/a', false],
    ['login.bank.example', 'https://bank.example/a', false],
    ['Your bank', 'https://evil.example/', false],
  ])('say whether the text %s hides where they lead', (text, url, isMisleading) => {
    expect(importantLinks([{ text, url }], '')).toMatchObject([{ isMisleading }]);
  });

  it.each([
    'javascript:alert(1)',
    'mailto:a@b.example',
    '#top',
    'https://user:secret@a.example/',
    'https://',
    `https://a.example/${'x'.repeat(2_000)}`,
  ])('are none of the kind of %s', (url) => {
    expect(importantLinks([{ text: 'Open', url }], '')).toEqual([]);
  });

  it('are taken from the text where there is no HTML', () => {
    expect(
      importantLinks([], 'Confirm here: https://a.example/confirm?x=1. (https://b.example/c)'),
    ).toMatchObject([
      { text: 'a.example', url: 'https://a.example/confirm?x=1' },
      { text: 'b.example', url: 'https://b.example/c' },
    ]);
  });

  it('are given once, and three at most', () => {
    const links = [1, 2, 3, 4, 4].map((page) => ({ text: `Read ${page}`, url: `https://a.example/${page}` }));
    expect(importantLinks(links, '').map(({ text }) => text)).toEqual(['Read 1', 'Read 2', 'Read 3']);
  });
});
