import { documentedRows } from '@switchboard/jest-preset/documented-table';
import { llmConfigSchema } from '../src/bots/llm/llm-config.ts';
import { rulesSchema } from '../src/bots/rules/rules-schema.ts';

/** A part of a schema, as far as a page tells of it. */
interface Part {
  readonly type: string;
  readonly pipe?: readonly unknown[];
  readonly entries?: Readonly<Record<string, Part>>;
  readonly wrapped?: Part;
  readonly item?: Part;
  readonly default?: unknown;
}

interface Field {
  /** `rules[].keywords` */
  readonly path: string;
  /** What it is where it is left out. */
  readonly fallback: string;
  /** The least and the most that it may be or have. */
  readonly bounds: readonly number[];
}

const innerOf = (part: Part): Part =>
  part.type === 'optional' && part.wrapped !== undefined ? part.wrapped : part;

function fieldsOf(part: Part, path = ''): readonly Field[] {
  const inner = innerOf(part);
  if (inner.type === 'array' && inner.item !== undefined) return fieldsOf(inner.item, `${path}[]`);
  return Object.entries(inner.entries ?? {}).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, fallback: fallbackOf(field), bounds: boundsOf(field) }, ...fieldsOf(field, at)];
  });
}

function fallbackOf({ type, default: value }: Part): string {
  if (type !== 'optional') return 'required';
  return value === undefined ? 'none' : `\`${JSON.stringify(value)}\``;
}

function boundsOf(part: Part): readonly number[] {
  const actions = (innerOf(part).pipe ?? []) as readonly { type: string; requirement?: unknown }[];
  return actions
    .filter(({ type }) => /^(min|max)_(value|length)$/.test(type))
    .map(({ requirement }) => Number(requirement))
    .filter((bound) => bound > 1);
}

/** A number as pages write it: `10 000`. */
const written = (bound: number): string => String(bound).replaceAll(/\B(?=(\d{3})+$)/g, ' ');

it.each([
  ['rules', rulesSchema],
  ['llm', llmConfigSchema],
])('the reference of configuration has every field of %s', (name, schema) => {
  const fields = fieldsOf(schema as unknown as Part);
  const rows = documentedRows('docs/reference/configuration.md', `fields of ${name}`);
  expect(rows.map(([field, fallback]) => [field, fallback])).toEqual(
    fields.map(({ path, fallback }) => [`\`${path}\``, fallback]),
  );
  const unsaid = fields.flatMap(({ path, bounds }, row) =>
    bounds.filter((bound) => !rows[row]?.[2]?.includes(written(bound))).map((bound) => [path, bound]),
  );
  expect(unsaid).toEqual([]);
});
