import { useEffect, useState } from 'preact/hooks';

const agingMs = 30_000;

/** Draws again from time to time, because what is shown as `4 m` grows older. */
export function useAging(): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), agingMs);
    return () => clearInterval(timer);
  }, []);
}
