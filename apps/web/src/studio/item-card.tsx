import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Action, messageOf, Problem } from './parts.tsx';
import {
  type FieldView,
  type ItemView,
  type StudioClient,
  StudioError,
  type TableView,
} from './studio-client.ts';

interface ItemCardProps {
  readonly client: StudioClient;
  readonly table: TableView;
  readonly item: ItemView;
  /** @param item as it is now; `undefined`: it is deleted */
  readonly onChange: (item: ItemView | undefined) => void;
}

/** An item, to be read or edited. */
export function ItemCard({ client, table, item, onChange }: ItemCardProps): JSX.Element {
  const titleId = useId();
  const [isEdited, setEdited] = useState(false);
  const [problem, setProblem] = useState<string>();
  const place = { table: table.name, key: item.key, version: item.version };
  const keyNames = table.keys.map(({ name }) => name);
  const title = item.fields.filter(({ name }) => keyNames.includes(name)).map(({ shown }) => shown);
  return (
    <li class="studio-card">
      <div class="studio-card-head">
        <b id={titleId}>{title.join(' · ')}</b>
        {item.isExpired && <span class="studio-warn">expired</span>}
        <div class="studio-actions">
          {!isEdited && (
            <button
              type="button"
              class="studio-button"
              aria-describedby={titleId}
              onClick={() => setEdited(true)}
            >
              Edit
            </button>
          )}
          <Action
            label="Delete"
            describedBy={titleId}
            confirm="Really delete?"
            isDanger
            act={async () => {
              await client.send('DELETE', 'items', place);
              onChange(undefined);
            }}
            onDone={setProblem}
          />
        </div>
      </div>
      <Problem text={problem} />
      {isEdited ? (
        <ItemForm
          fields={item.fields}
          save={(fields) => client.send<ItemView>('PUT', 'items', { ...place, fields })}
          onSaved={(saved) => {
            setEdited(false);
            onChange(saved);
          }}
          onCancel={() => setEdited(false)}
        />
      ) : (
        <dl class="studio-item">
          {item.fields.map((field) => (
            <div key={field.name}>
              <dt>
                {field.name} <small>{field.type}</small>
              </dt>
              <dd>
                <code>{field.shown}</code>
                {field.hint !== null && <small>{field.hint}</small>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

interface ItemFormProps {
  readonly fields: readonly FieldView[];
  readonly save: (fields: Readonly<Record<string, string>>) => Promise<ItemView>;
  readonly onSaved: (item: ItemView) => void;
  readonly onCancel: () => void;
}

function ItemForm({ fields, save, onSaved, onCancel }: ItemFormProps): JSX.Element {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [isSaving, setSaving] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    setSaving(true);
    save(texts)
      .then(onSaved, (error: unknown) =>
        setProblems(error instanceof StudioError ? error.problems : { '': messageOf(error) }),
      )
      .finally(() => setSaving(false));
  };
  return (
    <form class="studio-edit" onSubmit={submit}>
      {fields.map(({ name, type, shown, editable, isJson }) =>
        editable === null ? (
          <p key={name} class="field">
            <span>
              {name} <small>{type}</small>
            </span>
            <code>{shown}</code>
          </p>
        ) : (
          <label key={name} class="field">
            <span>
              {name} <small>{type}</small>
            </span>
            <textarea
              value={texts[name] ?? editable}
              rows={Math.min(14, editable.split('\n').length)}
              data-code={isJson || undefined}
              spellcheck={false}
              aria-invalid={name in problems}
              onInput={({ currentTarget }) =>
                setTexts((before) => ({ ...before, [name]: currentTarget.value }))
              }
            />
            {problems[name] !== undefined && <em role="alert">{problems[name]}</em>}
          </label>
        ),
      )}
      <Problem text={problems['']} />
      <div class="studio-actions">
        <button type="submit" class="studio-button primary" disabled={isSaving}>
          Save
        </button>
        <button type="button" class="studio-button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
