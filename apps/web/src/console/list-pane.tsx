import type { DeskSnapshot, ListName, ThreadRow } from '@switchboard/chat-client';
import type { JSX, RefObject } from 'preact';
import { LogoMark } from '../components/icons.tsx';
import { ThreadRows } from './thread-rows.tsx';

interface ListPaneProps {
  readonly desk: DeskSnapshot;
  readonly list: ListName;
  /** What of the list matches the search. */
  readonly rows: readonly ThreadRow[];
  readonly selected: string | undefined;
  readonly search: string;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly now: () => number;
  readonly presence: string;
  readonly connected: boolean;
  readonly onList: (list: ListName) => void;
  readonly onSearch: (text: string) => void;
  readonly onSelect: (threadId: string) => void;
  readonly onMore: () => void;
  readonly menu: JSX.Element;
}

const tabs: readonly { readonly list: ListName; readonly label: string; readonly empty: string }[] = [
  { list: 'queue', label: 'Waiting', empty: 'Nobody is waiting.' },
  { list: 'mine', label: 'Mine', empty: 'You have no conversations. Take one from the queue.' },
  { list: 'bot', label: 'Bot', empty: 'The bot has no open conversations.' },
  { list: 'closed', label: 'Closed', empty: 'No conversation has been closed yet.' },
];

/** The operator's lists, one at a time. */
export function ListPane(props: ListPaneProps): JSX.Element {
  const { desk, list, rows, selected, search, searchField, now, onSearch, onSelect, onMore } = props;
  const current = desk.lists[list];
  const { label = '', empty = '' } = tabs.find((tab) => tab.list === list) ?? {};
  return (
    <section class="list-pane" aria-label="Conversations">
      <header class="header">
        <LogoMark className="header-logo" />
        <div class="header-names">
          <p class="title">Console</p>
          <p class="presence" data-state={props.connected ? 'open' : 'waiting'}>
            <span>{props.presence}</span>
          </p>
        </div>
        {props.menu}
      </header>
      <Tabs {...props} />
      <label class="search">
        <span class="visually-hidden">Search in this list</span>
        <input
          ref={searchField}
          type="text"
          list=""
          inputmode="search"
          placeholder="Search in this list"
          value={search}
          onInput={({ currentTarget }) => onSearch(currentTarget.value)}
        />
      </label>
      <ThreadRows
        label={label}
        rows={rows}
        list={current}
        selected={selected}
        now={now}
        onSelect={onSelect}
        onNearEnd={onMore}
        empty={search === '' ? empty : 'Nothing in this list matches.'}
      />
    </section>
  );
}

function Tabs({ desk, list, onList }: Pick<ListPaneProps, 'desk' | 'list' | 'onList'>): JSX.Element {
  return (
    <nav class="tabs" aria-label="Lists">
      {tabs.map((tab) => (
        <button
          key={tab.list}
          type="button"
          aria-current={tab.list === list ? 'page' : undefined}
          onClick={() => onList(tab.list)}
        >
          {tab.label}
          <TabCount desk={desk} list={tab.list} />
        </button>
      ))}
    </nav>
  );
}

/** How many wait, or how many of the operator's own have something unread. */
function TabCount({
  desk,
  list,
}: {
  readonly desk: DeskSnapshot;
  readonly list: ListName;
}): JSX.Element | null {
  const { rows, hasMore } = desk.lists[list];
  if (list === 'queue' && rows.length > 0) {
    return <span class="count">{hasMore ? `${rows.length}+` : rows.length}</span>;
  }
  const unread = list === 'mine' ? rows.filter((row) => row.unread > 0).length : 0;
  return unread > 0 ? <span class="count">{unread}</span> : null;
}
