import { createHash } from 'node:crypto';
import type { Table } from '../deployment/tables.ts';
import { type EngineClient, EngineError, type Json } from '../tables/engine-client.ts';
import type { ItemsPage, ItemView, TableView } from './api-types.ts';
import type { AttributeValue, Item } from './item-fields.ts';
import type { Mask } from './mask.ts';
import { ProblemsError } from './problems-error.ts';

export interface ItemsOptions {
  readonly tables: readonly Table[];
  readonly engine: EngineClient;
  readonly mask: Mask;
  readonly now: () => number;
  readonly short: (name: string) => string;
}

/** How many items a page has. */
const pageSize = 25;

/** Loaded when somebody looks at an item for the first time: a platform that starts has no use for it. */
const itemFields = () => import('./item-fields.ts');

/** Reads and changes items, in the platform's own name: it costs no function anything. */
export function createItems({ tables, engine, mask, now, short }: ItemsOptions) {
  const tableNamed = (name: unknown): Table => {
    const table = tables.find((candidate) => candidate.name === name);
    if (table) return table;
    throw new ProblemsError({ table: `There is no table ${String(name)}.` }, 404);
  };

  const viewOf = async (item: Item, table: Table): Promise<ItemView> => {
    const { fieldsOf } = await itemFields();
    const ttl = table.ttlAttribute === undefined ? undefined : item[table.ttlAttribute]?.N;
    return {
      key: keyOf(item, table),
      version: versionOf(item),
      fields: fieldsOf(item, table, mask),
      isExpired: ttl !== undefined && Number(ttl) < now() / 1000,
    };
  };

  const get = async (table: Table, key: unknown): Promise<Item | undefined> => {
    const { Item } = await engineCall('GetItem', {
      TableName: table.name,
      Key: key as Json,
      ConsistentRead: true,
    });
    return Item as Item | undefined;
  };

  const engineCall = async (operation: string, input: Json): Promise<Json> => {
    try {
      return await engine(operation, input);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === 'ConditionalCheckFailedException') throw changed();
      throw new ProblemsError({ '': error.message });
    }
  };

  /** The item that a change was made of, if it is still the same. */
  const unchangedItem = async (body: Json): Promise<{ table: Table; item: Item }> => {
    const table = tableNamed(body.table);
    const item = await get(table, body.key);
    if (!item) throw new ProblemsError({ '': 'The item is gone.' }, 409);
    if (versionOf(item) !== body.version) throw changed();
    return { table, item };
  };

  return {
    tables: (): readonly TableView[] =>
      tables.map(({ name, keySchema, attributeTypes, indexes, ttlAttribute }) => ({
        name,
        label: short(name),
        keys: keySchema.map((key) => ({
          name: key.AttributeName,
          type: attributeTypes[key.AttributeName] ?? 'S',
        })),
        indexes: indexes.map(({ IndexName, KeySchema }) => ({
          name: IndexName,
          keys: KeySchema.map((key) => key.AttributeName),
        })),
        ttlAttribute: ttlAttribute ?? null,
      })),

    /** A page of a table, or of what has a partition key. */
    page: async (query: Readonly<Record<string, string>>): Promise<ItemsPage> => {
      const table = tableNamed(query.table);
      const page = await engineCall(...pageRequest(table, query));
      const found = page.Items as readonly Item[];
      // An index may hold only parts of an item.
      const whole = query.index
        ? await Promise.all(found.map((item) => get(table, keyOf(item, table))))
        : found;
      const items = whole.filter((item) => item !== undefined);
      return {
        items: await Promise.all(items.map((item) => viewOf(item, table))),
        next: page.LastEvaluatedKey ? JSON.stringify(page.LastEvaluatedKey) : null,
      };
    },

    /** Changes fields of an item, unless it has changed since it was read. */
    change: async (body: Json): Promise<ItemView> => {
      const { table, item } = await unchangedItem(body);
      const { fieldsOf, changedAttributes } = await itemFields();
      const fields = fieldsOf(item, table, mask);
      const changes = changedAttributes(item, fields, (body.fields ?? {}) as Json);
      if (Object.keys(changes).length === 0) return viewOf(item, table);
      const condition = unchangedCondition(item);
      const names = Object.keys(changes).map((name, index) => ({
        name,
        hash: `#c${index}`,
        colon: `:c${index}`,
      }));
      await engineCall('UpdateItem', {
        TableName: table.name,
        Key: keyOf(item, table),
        UpdateExpression: `SET ${names.map(({ hash, colon }) => `${hash} = ${colon}`).join(', ')}`,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: {
          ...condition.names,
          ...Object.fromEntries(names.map(({ hash, name }) => [hash, name])),
        },
        ExpressionAttributeValues: {
          ...condition.values,
          ...Object.fromEntries(names.map(({ colon, name }) => [colon, changes[name]])),
        },
      });
      return viewOf({ ...item, ...changes }, table);
    },

    /** Deletes an item, unless it has changed since it was read. */
    remove: async (body: Json): Promise<void> => {
      const { table, item } = await unchangedItem(body);
      const { expression, names, values } = unchangedCondition(item);
      await engineCall('DeleteItem', {
        TableName: table.name,
        Key: keyOf(item, table),
        ConditionExpression: expression,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      });
    },
  };
}

const changed = (): ProblemsError =>
  new ProblemsError(
    { '': 'The item has changed since you read it. Read it again, and change it then.' },
    409,
  );

/** @throws {ProblemsError} */
function pageRequest(
  table: Table,
  query: Readonly<Record<string, string>>,
): [operation: string, input: Json] {
  const index = table.indexes.find(({ IndexName }) => IndexName === query.index);
  if (query.index && !index) throw new ProblemsError({ index: `There is no index ${query.index}.` });
  const common = {
    TableName: table.name,
    Limit: pageSize,
    ...(index ? { IndexName: index.IndexName } : {}),
    ...(query.next ? { ExclusiveStartKey: readNext(query.next) } : {}),
  };
  if (!query.partition) return ['Scan', common];
  const [partitionKey] = index?.KeySchema ?? table.keySchema;
  const name = partitionKey?.AttributeName ?? '';
  const type = table.attributeTypes[name] ?? 'S';
  if (type === 'N' && Number.isNaN(Number(query.partition)))
    throw new ProblemsError({ partition: `${name} is a number.` });
  return [
    'Query',
    {
      ...common,
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': name },
      ExpressionAttributeValues: { ':partition': { [type]: query.partition } },
      ScanIndexForward: query.newest === undefined,
    },
  ];
}

function readNext(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemsError({ next: 'Should be the value of `next` in the previous page.' });
  }
}

const keyOf = (item: Item, { keySchema }: Table): Item =>
  Object.fromEntries(keySchema.map(({ AttributeName: name }) => [name, item[name] ?? {}]));

/** The condition that no attribute has changed. */
function unchangedCondition(item: Item) {
  const attributes = Object.entries(item).map(([name, value], index) => ({ name, value, index }));
  return {
    expression: attributes.map(({ index }) => `#o${index} = :o${index}`).join(' AND '),
    names: Object.fromEntries(attributes.map(({ name, index }) => [`#o${index}`, name])),
    values: Object.fromEntries(attributes.map(({ value, index }) => [`:o${index}`, value])),
  };
}

const versionOf = (item: Item): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(item)))
    .digest('base64url')
    .slice(0, 22);

/** The same content has the same text, whatever the order of its names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, AttributeValue>).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
