import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** Whether the page is shown at all: a chat in a frame can be closed while its tab is open. */
export const ShownContext = createContext(true);

/** Whether the reader can see the page now. */
export function useLooking(): boolean {
  const shown = useContext(ShownContext);
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return shown && visible;
}
