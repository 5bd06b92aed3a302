const isInFrame = window.parent !== window;

/**
 * Whether this page may give the focus to one of its elements without being asked. A frame may not while the reader is elsewhere in the
 * page around it: the focus would leave the field in which they write.
 */
export const mayTakeFocus = (): boolean => !isInFrame || document.hasFocus();

/** Whether nothing in the page has the focus. */
export const isFocusFree = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;
