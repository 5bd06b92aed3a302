import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

type ListOptions = Pick<
  VirtualizerOptions<HTMLElement, HTMLElement>,
  'anchorTo' | 'count' | 'estimateSize' | 'getItemKey' | 'getScrollElement' | 'overscan' | 'paddingStart'
>;

/** Draws only those items of a long list that can be seen, and draws again when others can. */
export function useVirtualizer(options: ListOptions): Virtualizer<HTMLElement, HTMLElement> {
  const [, setVersion] = useState(0);
  const resolved: VirtualizerOptions<HTMLElement, HTMLElement> = {
    ...options,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => setVersion((version) => version + 1),
  };
  const virtualizer = useRef<Virtualizer<HTMLElement, HTMLElement>>(undefined);
  virtualizer.current ??= new Virtualizer(resolved);
  const current = virtualizer.current;
  current.setOptions(resolved);
  useLayoutEffect(() => current._didMount(), [current]);
  useLayoutEffect(() => current._willUpdate());
  return current;
}
