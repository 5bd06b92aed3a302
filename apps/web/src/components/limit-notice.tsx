import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../i18n/language.ts';

interface LimitNoticeProps {
  /** Until when no message is taken, in epoch milliseconds. */
  readonly until: number;
  readonly now: () => number;
}

/** Says that messages wait because there were too many, and for how long. */
export function LimitNotice({ until, now }: LimitNoticeProps): JSX.Element {
  const words = useWords();
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="limit" role="status">
      {words.slowDown(Math.max(1, Math.ceil((until - now()) / 1_000)))}
    </p>
  );
}
