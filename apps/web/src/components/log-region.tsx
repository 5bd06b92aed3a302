import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useWords } from '../i18n/language.ts';

interface LogRegionProps {
  readonly element: RefObject<HTMLDivElement | null>;
  /** Whether the first messages are still loading. */
  readonly loading: boolean;
  readonly onScroll: () => void;
  readonly children: ComponentChildren;
}

/**
 * The scrolling region of a conversation. New messages are announced elsewhere, so it is not a live region of its own; the arrow keys move among
 * its messages.
 */
export function LogRegion({ element, loading, onScroll, children }: LogRegionProps): JSX.Element {
  const words = useWords();
  return (
    <div
      class="log"
      ref={element}
      role="log"
      aria-live="off"
      aria-label={words.conversation}
      aria-busy={loading}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={moveAmongMessages}
    >
      {children}
    </div>
  );
}

/** Moves the focus among the messages by the arrow keys, so that Tab does not stop at each of them. */
function moveAmongMessages(event: KeyboardEvent): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const log = event.currentTarget as HTMLElement;
  const buttons = [...log.querySelectorAll<HTMLElement>('.more')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const fromOutside = event.key === 'ArrowUp' ? buttons.length - 1 : -1;
  const next = buttons[at < 0 ? fromOutside : at + (event.key === 'ArrowUp' ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
