import { watchNetwork } from '../src/network-signals.ts';

class Browser extends EventTarget {
  readonly document = { visibilityState: 'visible' };
}

describe('the browser', () => {
  it('tells a client when the network comes and goes, until the client is no longer interested', () => {
    const browser = new Browser();
    const told: string[] = [];
    const tell = (what: string) => () => told.push(what);
    const stop = watchNetwork(browser, { wake: tell('wake'), lose: tell('lose'), tellRead: tell('read') });
    for (const name of ['offline', 'online', 'focus', 'pageshow']) browser.dispatchEvent(new Event(name));
    stop();
    browser.dispatchEvent(new Event('offline'));
    expect(told).toEqual(['lose', 'wake', 'wake', 'wake']);
  });

  it('tells a client when nobody looks any more, so that read positions are told', () => {
    const browser = new Browser();
    const told: string[] = [];
    watchNetwork(browser, { wake: () => {}, lose: () => {}, tellRead: () => told.push('read') });
    browser.dispatchEvent(new Event('visibilitychange'));
    expect(told).toEqual([]);
    browser.document.visibilityState = 'hidden';
    browser.dispatchEvent(new Event('visibilitychange'));
    browser.dispatchEvent(new Event('pagehide'));
    expect(told).toEqual(['read', 'read']);
  });
});
