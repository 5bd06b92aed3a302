import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** The platform's latest answer. */
export interface Polled<T> {
  /** `undefined` before the first answer. */
  readonly value: T | undefined;
  /** Why the latest request failed. */
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
  const requests = useRef({ sent: 0, answered: 0 });
  const refresh = useCallback((): void => {
    const asked = current.current;
    requests.current.sent += 1;
    const request = requests.current.sent;
    // The answer to another question, or one that a newer request has overtaken, comes too late.
    const isLate = (): boolean => {
      const late = current.current !== asked || request < requests.current.answered;
      if (!late) requests.current.answered = request;
      return late;
    };
    asked().then(
      (answer) => {
        if (isLate()) return;
        setValue(() => answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (!isLate()) setProblem(error instanceof Error ? error.message : String(error));
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
