/** A type of Terraform's type system, as the plugin protocol writes it in JSON. */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | readonly ['list' | 'set' | 'map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>];

export interface Attribute {
  readonly name: string;
  readonly type: CtyType;
  /** `required`: must be written. `optional`: may be written; AWS may fill it in. `computed`: only AWS fills it in. */
  readonly mode: 'required' | 'optional' | 'computed';
}

export interface NestedBlock {
  readonly name: string;
  readonly nesting: 'single' | 'list' | 'set';
  readonly required: boolean;
  /** Whether the block may be written once only. */
  readonly once: boolean;
  readonly block: Block;
}

/** What may be written in a resource, a data source or the provider's own configuration, and what AWS adds. */
export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

/** The type of the values that a block has. */
export function typeOf(block: Block): CtyType {
  const attributes = block.attributes.map(({ name, type }) => [name, type] as const);
  const blocks = block.blocks.map(({ name, nesting, block: nested }) => {
    const type = typeOf(nested);
    return [name, nesting === 'single' ? type : ([nesting, type] as const)] as const;
  });
  return ['object', Object.fromEntries([...attributes, ...blocks])];
}
