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
  const kept = useRef({ atEnd: true, firstKey });
  // Drawing begins, and the page still shows what it did: this is where the reader is.
  const anchor = firstKey === kept.current.firstKey ? undefined : anchorIn(element.current);

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
    else if (anchor) log.scrollTop += topOf(anchor.element) - anchor.top;
    kept.current.firstKey = firstKey;
    if (log.scrollHeight <= log.clientHeight) onNearStart();
  });

  // The on-screen keyboard takes height away from the log, and a text that appears piece by piece grows within it.
  useLayoutEffect(() => {
    const log = element.current;
    if (!log || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (kept.current.atEnd) log.scrollTop = log.scrollHeight;
    });
    observer.observe(log);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { element, content, atEnd, handleScroll, scrollToEnd };
}

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

const topOf = (element: Element): number => element.getBoundingClientRect().top;

/** The first message that the reader sees, and where. */
function anchorIn(log: HTMLElement | null): Anchor | undefined {
  if (!log) return undefined;
  const edge = topOf(log);
  const seen = [...log.querySelectorAll('.message')].find((row) => row.getBoundingClientRect().bottom > edge);
  return seen && { element: seen, top: topOf(seen) };
}
