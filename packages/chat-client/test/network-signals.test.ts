import { watchNetwork } from '../src/network-signals.ts';

describe('the browser', () => {
  it('tells a client when the network comes and goes, until the client is no longer interested', () => {
    const browser = new EventTarget();
    const told: string[] = [];
    const stop = watchNetwork(browser, { wake: () => told.push('wake'), lose: () => told.push('lose') });
    for (const name of ['offline', 'online', 'focus', 'pageshow']) browser.dispatchEvent(new Event(name));
    stop();
    browser.dispatchEvent(new Event('offline'));
    expect(told).toEqual(['lose', 'wake', 'wake', 'wake']);
  });
});
