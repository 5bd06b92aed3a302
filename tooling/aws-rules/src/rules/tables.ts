import { type Found, type Rule, refuse } from '../account.ts';

const mostIndexes = 20;

export const tables: Rule = {
  name: 'table',
  check: (account) =>
    account
      .all('aws_dynamodb_table')
      .flatMap((table) => problemsOf(table).map((problem) => refuse(table, problem))),
};

function problemsOf(table: Found): readonly string[] {
  const name = table.text('name') ?? '';
  const defined = table.blocks('attribute').map((attribute) => attribute.text('name'));
  const indexes = [...table.blocks('global_secondary_index'), ...table.blocks('local_secondary_index')];
  const keys = [table, ...indexes].flatMap((block) => [block.text('hash_key'), block.text('range_key')]);
  const used = new Set(keys.filter((key) => key !== undefined));
  const undefinedKeys = [...used].filter((key) => !defined.includes(key));
  const unused = defined.filter((attribute) => attribute !== undefined && !used.has(attribute));
  return [
    ...(/^[\w.-]{3,255}$/.test(name)
      ? []
      : [
          `name should have 3 to 255 letters, digits, dots, hyphens or underscores, but is ${JSON.stringify(name)}.`,
        ]),
    ...undefinedKeys.map((key) => `attribute should define the key ${key}.`),
    ...unused.map((attribute) => `attribute defines ${attribute}, which no key uses.`),
    ...(indexes.length > mostIndexes
      ? [`It has ${indexes.length} indexes, but may have ${mostIndexes}.`]
      : []),
  ];
}
