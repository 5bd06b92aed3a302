import {
  type Fields,
  isFields,
  type KnownFields,
  type KnownValue,
  unknown,
  type Value,
} from '../protocol/values.ts';
import type { Block, CtyType } from '../schema/schema.ts';
import { typeOf } from '../schema/schema.ts';

/**
 * What a resource will be: as it is proposed, with everything unknown that AWS decides when it creates the resource.
 *
 * @param defaultTags the provider's tags, which a resource's own override
 */
export const plannedState = (
  block: Block,
  prior: Fields | null,
  proposed: Fields,
  defaultTags: Fields,
): Fields => ({
  ...(prior === null ? unknownUntilCreated(block, proposed) : proposed),
  ...('tags_all' in proposed ? { tags_all: allTags(proposed.tags, defaultTags) } : {}),
});

/** The attributes that AWS decides: those that cannot be written, at any depth, and the id. */
export const unknownUntilCreated = (block: Block, proposed: Fields): Fields => ({
  ...withUnknowns(block, proposed),
  ...(proposed.id === null && { id: unknown }),
});

function withUnknowns({ attributes, blocks }: Block, fields: Fields): Fields {
  const computed = attributes.filter(({ name, mode }) => mode === 'computed' && fields[name] === null);
  const nested = blocks.map(({ name, block }): [string, Value] => {
    const inside = fields[name];
    const mark = (value: Value): Value => (isFields(value) ? withUnknowns(block, value) : value);
    return [name, Array.isArray(inside) ? inside.map(mark) : mark(inside ?? null)];
  });
  return {
    ...fields,
    ...Object.fromEntries(nested),
    ...Object.fromEntries(computed.map(({ name }) => [name, unknown])),
  };
}

function allTags(own: Value | undefined, defaultTags: Fields): Value {
  if (own === unknown) return unknown;
  const tags = { ...defaultTags, ...(isFields(own) ? own : {}) };
  return Object.keys(tags).length > 0 ? tags : null;
}

/** Puts something of the right type in place of everything that is still unknown: nobody has asked what AWS would say. */
export const filled = (block: Block, fields: Fields, text: string): KnownFields =>
  fill(fields, typeOf(block), text) as KnownFields;

function fill(value: Value, type: CtyType, text: string): KnownValue {
  if (value === unknown) return anything(type, text);
  if (value === null || typeof type === 'string') return value as KnownValue;
  if (type[0] === 'object') {
    const given = value as Fields;
    return Object.fromEntries(
      Object.entries(type[1]).map(([name, attribute]) => [name, fill(given[name] ?? null, attribute, text)]),
    );
  }
  const element = type[1];
  if (Array.isArray(value)) return value.map((item) => fill(item, element, text));
  return Object.fromEntries(
    Object.entries(value as Fields).map(([key, item]) => [key, fill(item, element, text)]),
  );
}

function anything(type: CtyType, text: string): KnownValue {
  if (type === 'string') return text;
  if (type === 'number') return 0;
  if (type === 'bool') return false;
  if (type[0] === 'object') return fill({}, type, text);
  return type[0] === 'map' ? {} : [];
}
