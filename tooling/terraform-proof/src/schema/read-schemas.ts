import { readSchema } from './read-bindings.ts';
import type { Block } from './schema.ts';

/** The schemas that a stack needs, by type. */
export interface Schemas {
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
  /** Without `data.` in front. */
  readonly dataSources: Readonly<Record<string, Block>>;
}

export interface UsedTypes {
  readonly resources: Iterable<string>;
  readonly dataSources: Iterable<string>;
}

/**
 * The schemas of the types that a stack uses.
 *
 * @param bindings the folder of the package that holds the bindings
 * @throws {BindingsError} if a type is not there
 */
export const readSchemas = (bindings: string, { resources, dataSources }: UsedTypes): Schemas => ({
  provider: readSchema(bindings, 'provider'),
  resources: byType(resources, (type) => readSchema(bindings, type)),
  dataSources: byType(dataSources, (type) => readSchema(bindings, `data.${type}`)),
});

const byType = (types: Iterable<string>, read: (type: string) => Block): Readonly<Record<string, Block>> =>
  Object.fromEntries([...types].map((type) => [type, read(type)]));
