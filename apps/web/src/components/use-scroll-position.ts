import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** This close to the end counts as being there, in pixels. */
const nearEnd = 80;
/** This close to the beginning older messages are fetched, in pixels. */
const nearStart = 600;

interface ScrollPositionOptions {
  /** Changes when something is put in front of what is shown. */
  readonly firstKey: string | undefined;
  readonly onNearStart: () => void;
}

export interface ScrollPosition {
  /** What scrolls. */
  readonly element: RefObject<HTMLDivElement | null>;
  /** What is in it. */
  readonly content: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly handleScroll: () => void;
  readonly scrollToEnd: () => void;
}

/** Keeps the reader where they are: at the end while they are there, and at the same message when older ones come in front. */
export function useScrollPosition({ firstKey, onNearStart }: ScrollPositionOptions): ScrollPosition {
  const element = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const kept = useRef({ atEnd: true, height: 0, firstKey });

  const scrollToEnd = useCallback(() => {
    const log = element.current;
    if (!log) return;
    log.scrollTop = log.scrollHeight;
    kept.current.atEnd = true;
    setAtEnd(true);
  }, []);

  const handleScroll = (): void => {
    const log = element.current;
    if (!log) return;
    kept.current.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < nearEnd;
    setAtEnd(kept.current.atEnd);
    if (log.scrollTop < nearStart) onNearStart();
  };

  // After every drawing, before it is painted.
  useLayoutEffect(() => {
    const log = element.current;
    if (!log) return;
    if (kept.current.atEnd) log.scrollTop = log.scrollHeight;
    else if (firstKey !== kept.current.firstKey) log.scrollTop += log.scrollHeight - kept.current.height;
    kept.current.height = log.scrollHeight;
    kept.current.firstKey = firstKey;
    if (log.scrollHeight <= log.clientHeight) onNearStart();
  });

  // The on-screen keyboard takes height away from the log, and a text that appears piece by piece grows within it.
  useLayoutEffect(() => {
    const log = element.current;
    if (!log || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (kept.current.atEnd) log.scrollTop = log.scrollHeight;
      kept.current.height = log.scrollHeight;
    });
    observer.observe(log);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { element, content, atEnd, handleScroll, scrollToEnd };
}
