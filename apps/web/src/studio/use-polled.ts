import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** What the platform says now. */
export interface Polled<T> {
  /** `undefined` before the first answer. */
  readonly value: T | undefined;
  /** Why there is no newer answer. */
  readonly problem: string | undefined;
  /** Asks at once. */
  refresh(): void;
}

/** How often the platform is asked, in milliseconds. */
const everyMs = 1500;

/**
 * Asks again and again while the page is looked at.
 *
 * @param ask asks another question whenever it is another function
 */
export function usePolled<T>(ask: () => Promise<T>): Polled<T> {
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<string>();
  const current = useRef(ask);
  current.current = ask;
  const refresh = useCallback((): void => {
    const asked = current.current;
    asked().then(
      (answer) => {
        // The answer to an earlier question comes too late.
        if (current.current !== asked) return;
        setValue(() => answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (current.current === asked) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  }, []);
  useEffect(() => {
    setValue(undefined);
    refresh();
    const timer = setInterval(() => {
      if (!document.hidden) refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [ask, refresh]);
  return { value, problem, refresh };
}
