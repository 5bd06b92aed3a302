import type { ChatThread } from '@switchboard/chat-client';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Row } from '../conversation/rows.ts';
import { findInRows } from './find-in-rows.ts';

export interface ThreadSearch {
  readonly text: string;
  /** The keys of the rows that were found, oldest first. */
  readonly found: readonly string[];
  /** The one that is shown. */
  readonly current: string | undefined;
  /** Whether older messages are being fetched to look in them. */
  readonly isFetching: boolean;
  setText(text: string): void;
  /** Shows the one before, and fetches older messages if there is none. */
  goOlder(): void;
  goNewer(): void;
}

/** Searches in what is loaded of a conversation, newest first, and fetches what is older where that is needed. */
export function useThreadSearch(thread: ChatThread, rows: readonly Row[]): ThreadSearch {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [wantsOlder, setWantsOlder] = useState(false);
  const found = useMemo(() => findInRows(rows, text), [rows, text]);
  const current = chosen !== undefined && found.includes(chosen) ? chosen : found.at(-1);
  const at = current === undefined ? found.length : found.indexOf(current);
  const hasNone = text.trim() !== '' && found.length === 0;
  const isFetching = (wantsOlder || hasNone) && thread.getSnapshot().history.hasOlder;

  useEffect(() => {
    if (isFetching && (hasNone || at === 0)) thread.loadOlder();
    else if (wantsOlder) {
      setWantsOlder(false);
      setChosen(found[Math.max(0, at - 1)]);
    }
  }, [thread, found, at, wantsOlder, hasNone, isFetching]);

  return {
    text,
    found,
    current,
    isFetching,
    setText: (next) => {
      setText(next);
      setChosen(undefined);
      setWantsOlder(false);
    },
    goOlder: () => setWantsOlder(found.length > 0),
    goNewer: () => setChosen(found[Math.min(found.length - 1, at + 1)]),
  };
}
