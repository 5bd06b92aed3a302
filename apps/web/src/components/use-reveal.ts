import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** About so long a text takes to appear, whatever its length, in milliseconds. */
const revealMs = 900;
/** It appears at least this fast, in characters a second: a short text should not crawl. */
const slowestPerSecond = 60;

export interface Reveal {
  /** What is to be shown now. */
  readonly text: string;
  readonly done: boolean;
}

/**
 * Lets a text appear piece by piece, as if it were being typed. A text that grows continues from what is shown. Only the
 * reader's own browser waits for it: the whole text is there from the start.
 *
 * @param animate whether it should; asked when the text is first shown
 */
export function useReveal(text: string, animate: boolean): Reveal {
  const [shown, setShown] = useState(animate ? 0 : text.length);
  const exact = useRef(shown);
  const animated = useRef(animate);
  useLayoutEffect(() => {
    if (animate) animated.current = true;
  }, [animate]);
  const done = !animated.current || shown >= text.length;

  useEffect(() => {
    if (done) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function step(time) {
      const perSecond = Math.max(slowestPerSecond, ((text.length - exact.current) / revealMs) * 2_500);
      exact.current = Math.min(text.length, exact.current + (perSecond * Math.max(0, time - last)) / 1_000);
      last = time;
      setShown(wholeCharacters(text, Math.ceil(exact.current)));
      if (exact.current < text.length) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [text, done]);

  return { text: done ? text : withoutOpenMarks(text.slice(0, shown)), done };
}

/** An end that does not cut an emoji in half. */
const wholeCharacters = (text: string, end: number): number =>
  /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? Math.min(text.length, end + 1) : end;

/** Without marks of Markdown at the end, of which it cannot be said yet what they mean. */
const withoutOpenMarks = (text: string): string => text.replace(/[*_~`|]+$/, '');
