import type { Block, CtyType } from '../schema/schema.ts';
import { typeOf } from '../schema/schema.ts';
import { decodeValue, encodeValue, type Value } from './values.ts';

/** A value as the protocol carries it. */
export interface DynamicValue {
  readonly msgpack: Uint8Array;
}

export const fromDynamic = ({ msgpack }: DynamicValue): Value => decodeValue(msgpack);

export const toDynamic = (value: Value): DynamicValue => ({ msgpack: encodeValue(value) });

/** A sentence for the person who runs Terraform. */
export interface Diagnostic {
  readonly severity: 'ERROR';
  readonly summary: string;
  readonly detail: string;
}

export const errorDiagnostic = (summary: string, detail: string): Diagnostic => ({
  severity: 'ERROR',
  summary,
  detail,
});

/** Attributes that may be written, and that AWS fills in where they are not. */
const alsoComputed = new Set(['id', 'tags_all']);

/** A schema as the protocol carries it. */
export const toProtocolSchema = (block: Block): object => ({ version: 0, block: toProtocolBlock(block) });

function toProtocolBlock({ attributes, blocks }: Block): object {
  return {
    version: 0,
    attributes: attributes.map(({ name, type, mode }) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required: mode === 'required',
      optional: mode === 'optional',
      computed: mode === 'computed' || (mode === 'optional' && alsoComputed.has(name)),
    })),
    block_types: blocks.map(({ name, nesting, required, once, block }) => ({
      type_name: name,
      nesting: nesting.toUpperCase(),
      block: toProtocolBlock(block),
      // The protocol has no limits for a single block: whether it is required is left to its attributes.
      min_items: required && nesting !== 'single' ? 1 : 0,
      max_items: once && nesting !== 'single' ? 1 : 0,
    })),
  };
}

/**
 * The state as it was stored, in JSON, with what the schema has and the state lacks set to null. Terraform stores sets and maps in JSON as
 * this provider keeps them.
 */
export const readRawState = (block: Block, json: Uint8Array): Value =>
  conform(JSON.parse(Buffer.from(json).toString('utf8')), typeOf(block));

function conform(value: unknown, type: CtyType): Value {
  if (value === null || value === undefined) return null;
  if (typeof type === 'string') return value as Value;
  if (type[0] === 'object') {
    const given = value as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(type[1]).map(([name, attribute]) => [name, conform(given[name], attribute)]),
    );
  }
  const element = type[1];
  if (type[0] === 'map') {
    const entries = Object.entries(value as Record<string, unknown>);
    return Object.fromEntries(entries.map(([key, item]) => [key, conform(item, element)]));
  }
  return (value as unknown[]).map((item) => conform(item, element));
}
