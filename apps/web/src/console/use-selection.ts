import type { ListName, ThreadRow } from '@switchboard/chat-client';
import type { DeskSnapshot, OperatorDesk } from '@switchboard/chat-client/operator';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { matchingRows } from './matching-rows.ts';

/** Which list and which conversation an operator looks at. */
export interface Selection {
  readonly list: ListName;
  /** What of the list matches the search. */
  readonly rows: readonly ThreadRow[];
  readonly search: string;
  readonly selected: string | undefined;
  /** The row of the conversation, in whichever list it is. */
  readonly row: ThreadRow | undefined;
  setSearch(text: string): void;
  select(threadId: string | undefined): void;
  chooseList(name: ListName): void;
  /** @returns the conversation so many rows below the one that is shown, or above it */
  neighbour(by: number): string | undefined;
}

/** @param initially the conversation that is shown first. @default none */
export function useSelection(desk: OperatorDesk, { lists }: DeskSnapshot, initially?: string): Selection {
  const [list, setList] = useState<ListName>('queue');
  const [selected, setSelected] = useState(initially);
  const [search, setSearch] = useState('');
  // The address has the conversation, so that it is open again after a reload, but not for the next who signs in.
  useEffect(() => {
    const leave = (): void => history.replaceState(null, '', location.pathname);
    if (selected === undefined) leave();
    else history.replaceState(null, '', `?thread=${encodeURIComponent(selected)}`);
    return leave;
  }, [selected]);
  const rows = useMemo(() => matchingRows(lists[list].rows, search), [lists, list, search]);
  return {
    list,
    rows,
    search,
    selected,
    row: Object.values(lists)
      .flatMap(({ rows: all }) => all)
      .find(({ threadId }) => threadId === selected),
    setSearch,
    select: useCallback((threadId: string | undefined) => setSelected(threadId), []),
    chooseList: (name) => {
      setList(name);
      setSearch('');
      if (!lists[name].loaded || name === 'bot' || name === 'closed') void desk.load(name);
    },
    neighbour: (by) => {
      const at = rows.findIndex(({ threadId }) => threadId === selected);
      return rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.threadId;
    },
  };
}
