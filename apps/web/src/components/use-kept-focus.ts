import { useLayoutEffect, useRef } from 'preact/hooks';
import { isFocusFree, mayTakeFocus } from './may-take-focus.ts';

/**
 * Keeps the focus of a person who uses the keyboard: when the element that has it is removed or hidden, `give` gives it to another one.
 * Otherwise the next Tab would begin at the top of the page. A person who uses a mouse or a finger is left alone, because a phone would
 * show its keyboard.
 */
export function useKeptFocus(give: () => void): void {
  const latest = useRef(give);
  latest.current = give;
  useLayoutEffect(() => {
    let focused = document.activeElement;
    let byKeyboard = false;
    const remember = ({ target }: FocusEvent): void => {
      focused = target as Element;
    };
    const noteInput = ({ type }: Event): void => {
      byKeyboard = type === 'keydown';
    };
    const observer = new MutationObserver(() => {
      if (!byKeyboard || !mayTakeFocus() || focused === null || focused.checkVisibility()) return;
      if (!isFocusFree() && document.activeElement !== focused) return;
      focused = null;
      latest.current();
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('keydown', noteInput, true);
    document.addEventListener('pointerdown', noteInput, true);
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ['data-open', 'data-listed', 'hidden'],
    });
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('keydown', noteInput, true);
      document.removeEventListener('pointerdown', noteInput, true);
    };
  }, []);
}
