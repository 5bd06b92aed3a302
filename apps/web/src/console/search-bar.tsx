import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { CloseIcon, DownIcon, UpIcon } from '../components/icons.tsx';
import type { ThreadSearch } from './use-thread-search.ts';

interface SearchBarProps {
  readonly search: ThreadSearch;
  readonly onClose: () => void;
}

/** Searches in a conversation: Enter goes to the previous match, Shift+Enter to the next one. */
export function SearchBar({ search, onClose }: SearchBarProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') (event.shiftKey ? search.goNewer : search.goOlder)();
    else if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <search class="search-bar">
      <input
        ref={field}
        type="text"
        inputmode="search"
        aria-label="Search in this conversation"
        placeholder="Search in this conversation"
        value={search.text}
        onInput={({ currentTarget }) => search.setText(currentTarget.value)}
        onKeyDown={handleKey}
      />
      <span class="search-count" role="status">
        {countText(search)}
      </span>
      <button type="button" class="icon-button" aria-label="Older" onClick={search.goOlder}>
        <UpIcon />
      </button>
      <button type="button" class="icon-button" aria-label="Newer" onClick={search.goNewer}>
        <DownIcon />
      </button>
      <button type="button" class="icon-button" aria-label="End the search" onClick={onClose}>
        <CloseIcon />
      </button>
    </search>
  );
}

function countText({ text, found, current, isFetching }: ThreadSearch): string {
  if (isFetching) return 'Searching…';
  if (text.trim() === '') return '';
  if (current === undefined) return 'Not found';
  return `${found.indexOf(current) + 1} of ${found.length}`;
}
