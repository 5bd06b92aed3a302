import { useCallback, useEffect, useState } from 'preact/hooks';

const shownForMs = 6_000;

/** A sentence that is shown for a while. */
export function useToast(): { readonly text: string | undefined; readonly show: (text: string) => void } {
  const [toast, setToast] = useState<{ readonly text: string }>();
  const show = useCallback((text: string) => setToast({ text }), []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(undefined), shownForMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return { text: toast?.text, show };
}
