import type { Cancel } from './clock.ts';

/** The part of `window` that is used. */
export interface NetworkSignalSource {
  readonly document?: { readonly visibilityState: string };
  addEventListener(name: string, listener: () => void): void;
  removeEventListener(name: string, listener: () => void): void;
}

interface WatchesNetwork {
  wake(): void;
  lose(reason: string): void;
  tellRead(): void;
}

/**
 * Tells a client what the browser knows: that the network comes or goes, so that neither a heartbeat nor a back-off has to run
 * out first, and that the page is hidden, which is when read positions are told.
 *
 * @param source `window`
 */
export function watchNetwork(source: NetworkSignalSource, client: WatchesNetwork): Cancel {
  const wake = (): void => client.wake();
  const hide = (): void => client.tellRead();
  const listeners: Readonly<Record<string, () => void>> = {
    // After these a connection may be dead without knowing, or possible again.
    online: wake,
    pageshow: wake,
    focus: wake,
    offline: () => client.lose('The network is away.'),
    pagehide: hide,
    visibilitychange: () => source.document?.visibilityState === 'hidden' && hide(),
  };
  for (const [name, listener] of Object.entries(listeners)) source.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) source.removeEventListener(name, listener);
  };
}
