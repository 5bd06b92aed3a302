import type { Cancel } from './clock.ts';

/** The part of `window` that is used. */
export interface NetworkSignalSource {
  addEventListener(name: string, listener: () => void): void;
  removeEventListener(name: string, listener: () => void): void;
}

interface WatchesNetwork {
  wake(): void;
  lose(reason: string): void;
}

/** Events after which a connection may be dead without knowing, or may be possible again. */
const wakingEvents = ['online', 'pageshow', 'focus'];

/**
 * Tells a client what the browser knows of the network, so that neither a heartbeat nor a back-off has to run out first.
 *
 * @param source `window`
 */
export function watchNetwork(source: NetworkSignalSource, client: WatchesNetwork): Cancel {
  const wake = (): void => client.wake();
  const lose = (): void => client.lose('The network is away.');
  for (const name of wakingEvents) source.addEventListener(name, wake);
  source.addEventListener('offline', lose);
  return () => {
    for (const name of wakingEvents) source.removeEventListener(name, wake);
    source.removeEventListener('offline', lose);
  };
}
