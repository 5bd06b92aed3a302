import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

/** A table as DynamoDB's CreateTable takes it, and what is set apart from it. */
export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly attributeTypes: Readonly<Record<string, string>>;
  readonly keySchema: readonly KeyElement[];
  readonly indexes: readonly Index[];
  /** The attribute that holds an item's expiry in epoch seconds. */
  readonly ttlAttribute: string | undefined;
}

export function tableOf(resource: Resource): Table {
  const fields = fieldsOf(resource);
  const ttl = fields.block('ttl');
  return {
    name: fields.text('name'),
    arn: fields.text('arn'),
    attributeTypes: Object.fromEntries(
      fields.blocks('attribute').map((attribute) => [attribute.text('name'), attribute.text('type')]),
    ),
    keySchema: keySchemaOf(fields),
    indexes: fields.blocks('global_secondary_index').map(indexOf),
    ttlAttribute: ttl?.flag('enabled') ? ttl.text('attribute_name') : undefined,
  };
}

function keySchemaOf(fields: Fields): KeyElement[] {
  const sortKey = fields.optionalText('range_key');
  return [
    { AttributeName: fields.text('hash_key'), KeyType: 'HASH' },
    ...(sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' } as const] : []),
  ];
}

function indexOf(fields: Fields): Index {
  const carried = fields.texts('non_key_attributes');
  return {
    IndexName: fields.text('name'),
    KeySchema: keySchemaOf(fields),
    Projection: {
      ProjectionType: fields.text('projection_type'),
      ...(carried.length > 0 ? { NonKeyAttributes: carried } : {}),
    },
  };
}
