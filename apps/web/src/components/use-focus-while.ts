import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { isFocusFree, mayTakeFocus } from './may-take-focus.ts';

/**
 * Gives a field the focus as soon as the reader looks at it, unless they have put it elsewhere. Not on a phone: this would push up the
 * keyboard before anything was read.
 *
 * @param focused whether the reader can see the field now
 */
export function useFocusWhile(field: RefObject<HTMLElement | null>, focused: boolean): void {
  useLayoutEffect(() => {
    if (!focused || !matchMedia('(pointer: fine)').matches) return;
    const give = (): void => {
      if (isFocusFree()) field.current?.focus();
    };
    if (mayTakeFocus()) {
      give();
      return;
    }
    window.addEventListener('focus', give, { once: true });
    return () => window.removeEventListener('focus', give);
  }, [field, focused]);
}
