import type { ReadableStore } from '@switchboard/chat-client';
import { useLayoutEffect, useState } from 'preact/hooks';

/** The store's snapshot; the component is drawn again whenever it changes. */
export function useStore<Snapshot>(store: ReadableStore<Snapshot>): Snapshot {
  const [snapshot, setSnapshot] = useState(store.getSnapshot);
  useLayoutEffect(() => {
    const refresh = (): void => setSnapshot(() => store.getSnapshot());
    refresh();
    return store.subscribe(refresh);
  }, [store]);
  return snapshot;
}
