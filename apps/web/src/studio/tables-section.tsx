import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ItemCard } from './item-card.tsx';
import { messageOf, Problem, Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import type { ItemsPage, ItemView, StudioClient, TableView } from './studio-client.ts';
import { linkTo } from './use-route.ts';

/** Items as what they mean, to be read, changed and deleted. */
export function TablesSection({ client, query }: SectionOptions): JSX.Element {
  const [tables, setTables] = useState<readonly TableView[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    client
      .get<readonly TableView[]>('tables')
      .then(setTables, (error: unknown) => setProblem(messageOf(error)));
  }, [client]);
  const wanted = query.table || (query.partition === undefined ? '' : 'messages');
  const chosen =
    tables?.find(({ name, label }) => name === wanted || label === wanted) ??
    tables?.find(({ label }) => label === 'threads') ??
    tables?.[0];
  return (
    <Section
      title="Tables"
      about="Items are shown decoded. A change is refused if the item has changed since it was read."
    >
      {!tables && <Waiting problem={problem} />}
      {tables && chosen && (
        <div class="studio-columns">
          <ul class="studio-list" aria-label="Tables">
            {tables.map((table) => (
              <li key={table.name}>
                <a
                  class="studio-entry"
                  href={linkTo('tables', { table: table.name })}
                  aria-current={table === chosen ? 'true' : undefined}
                >
                  <b>{table.label}</b>
                  <span class="studio-soft">{table.keys.map(({ name }) => name).join(', ')}</span>
                </a>
              </li>
            ))}
          </ul>
          <Items
            key={`${chosen.name} ${query.partition ?? ''}`}
            client={client}
            table={chosen}
            partition={query.partition ?? ''}
          />
        </div>
      )}
    </Section>
  );
}

interface ItemsProps {
  readonly client: StudioClient;
  readonly table: TableView;
  readonly partition: string;
}

function Items({ client, table, partition }: ItemsProps): JSX.Element {
  const [value, setValue] = useState(partition);
  const [index, setIndex] = useState('');
  const [items, setItems] = useState<readonly ItemView[]>();
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const read = useCallback(
    (options: { partition: string; index: string; next?: string }) => {
      client.get<ItemsPage>('items', { table: table.name, newest: '1', ...options }).then(
        (page) => {
          setItems((before) => (options.next && before ? [...before, ...page.items] : page.items));
          setNext(page.next);
          setProblem(undefined);
        },
        (error: unknown) => setProblem(messageOf(error)),
      );
    },
    [client, table.name],
  );
  useEffect(() => read({ partition, index: '' }), [read, partition]);
  const keyName =
    index === '' ? table.keys[0]?.name : table.indexes.find(({ name }) => name === index)?.keys[0];
  return (
    <section class="studio-panel" aria-label={table.label}>
      <form
        class="studio-form"
        onSubmit={(event) => {
          event.preventDefault();
          read({ partition: value, index });
        }}
      >
        {table.indexes.length > 0 && (
          <label class="studio-field">
            <span>Look in</span>
            <select value={index} onChange={({ currentTarget }) => setIndex(currentTarget.value)}>
              <option value="">the table</option>
              {table.indexes.map(({ name, keys }) => (
                <option key={name} value={name}>
                  index {name} ({keys.join(', ')})
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="studio-field">
          <span>{keyName}</span>
          <input
            value={value}
            placeholder="any"
            onInput={({ currentTarget }) => setValue(currentTarget.value)}
          />
        </label>
        <button type="submit" class="studio-button">
          Read
        </button>
      </form>
      <Problem text={problem} />
      {items?.length === 0 && <p class="studio-empty">No item.</p>}
      <ol class="studio-cards" aria-label="Items">
        {items?.map((item, place) => (
          <ItemCard
            key={JSON.stringify(item.key)}
            client={client}
            table={table}
            item={item}
            onChange={(changed) =>
              setItems((before) => before?.flatMap((other, at) => (at === place ? (changed ?? []) : other)))
            }
          />
        ))}
      </ol>
      {next !== null && (
        <button type="button" class="studio-button" onClick={() => read({ partition: value, index, next })}>
          More
        </button>
      )}
    </section>
  );
}
