import { fitPage } from './fit-page.ts';

const messages = ['oldest', 'middle', 'newest'];
const eachBytes = Buffer.byteLength('"oldest",');

describe('a page that has to fit a frame', () => {
  it('is left alone while it fits', () => {
    expect(fitPage(messages, 'forward', 3 * eachBytes)).toEqual(messages);
    expect(fitPage(messages, 'backward', 3 * eachBytes)).toEqual(messages);
  });

  it('keeps what borders on what the client has', () => {
    expect(fitPage(messages, 'backward', 2 * eachBytes)).toEqual(['middle', 'newest']);
    expect(fitPage(messages, 'forward', 2 * eachBytes)).toEqual(['oldest', 'middle']);
  });

  it('counts bytes, not characters', () => {
    expect(fitPage(['ää', 'öö'], 'forward', Buffer.byteLength('"ää",') * 2 - 1)).toEqual(['ää']);
  });

  it('keeps one message however large it is, so that a client gets on', () => {
    expect(fitPage(messages, 'backward', 1)).toEqual(['newest']);
    expect(fitPage(messages, 'forward', 1)).toEqual(['oldest']);
    expect(fitPage([], 'forward', 1)).toEqual([]);
  });
});
