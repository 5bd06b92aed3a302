export type { IndexDefinition, KeyAttribute, KeyType, TableDefinition } from './table/table-definition.ts';
