import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';

/** Whether the page is shown at all: a chat in a frame can be closed while its tab is open. */
export const ShownContext = createContext(true);

/** Whether the reader can see the page now. What depends on it changes at once: a hidden page is not painted any more. */
export function useLooking(): boolean {
  const shown = useContext(ShownContext);
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  useLayoutEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return shown && visible;
}
