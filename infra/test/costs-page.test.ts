import { documentedRows, documentedTable } from '@switchboard/jest-preset/documented-table';
import {
  answeredMessages,
  type Dollars,
  idleMonth,
  openPages,
  receivedMails,
  total,
} from '../src/cost/estimate.ts';
import measured from '../src/cost/measured.json' with { type: 'json' };
import prices from '../src/cost/prices.json' with { type: 'json' };
import { environments } from '../src/environments.ts';
import { removeStacks, synthesiseStack } from './stack.ts';

const page = 'docs/reference/costs.md';

/** The operations whose requests and units other packages measure and write. */
const operations = ['steps of a conversation', 'turns of a bot', 'mails'].flatMap((table) =>
  documentedRows(page, table).map(([name = '', , readUnits, writeUnits]) => ({
    name,
    readUnits: Number(readUnits),
    writeUnits: Number(writeUnits),
  })),
);

const cents = (amount: number): string => `$${amount.toFixed(2)}`;

/** The dearest parts of an estimate, in words. */
const partsOf = (dollars: Dollars): string =>
  Object.entries(dollars)
    .sort(([, a], [, b]) => b - a)
    .filter(([, amount]) => amount >= 0.005)
    .map(([part, amount]) => `${part} ${cents(amount)}`)
    .join(', ');

afterAll(removeStacks);

describe('the reference of costs', () => {
  it('has the dollars of each operation that is measured', () => {
    const { actual, expected } = documentedTable(page, 'dollars of operations', [
      ['a million times', 'dollars'],
      ...operations.map(({ name, readUnits, writeUnits }) => [
        name,
        cents(readUnits * prices.dynamoDbMillionReadUnits + writeUnits * prices.dynamoDbMillionWriteUnits),
      ]),
    ]);
    expect(operations.length).toBeGreaterThan(15);
    expect(actual).toEqual(expected);
  });

  it('has the dollars of what happens in all', () => {
    const estimates: readonly (readonly [string, Dollars])[] = [
      ['a million messages, each answered by `rules`', answeredMessages(1_000_000, prices, measured)],
      ['a thousand pages, open for a month', openPages(1000, prices, measured)],
      ['a thousand mails, kept for a month', receivedMails(1000, prices, measured)],
    ];
    const { actual, expected } = documentedTable(page, 'dollars in all', [
      ['what', 'dollars', 'of these'],
      ...estimates.map(([what, dollars]) => [what, cents(total(dollars)), partsOf(dollars)]),
    ]);
    expect(actual).toEqual(expected);
  });

  it('has what an idle month costs in each environment', () => {
    const rows = environments
      .filter(({ name }) => name !== 'local')
      .map((environment) => {
        const { resource } = synthesiseStack(environment);
        const dollars = idleMonth({ resource }, prices, measured);
        return [`\`${environment.name}\``, cents(total(dollars)), partsOf(dollars)];
      });
    const { actual, expected } = documentedTable(page, 'dollars of an idle month', [
      ['environment', 'dollars', 'of these'],
      ...rows,
    ]);
    expect(actual).toEqual(expected);
  });

  it('has the price table', () => {
    const { region, source: _, ...amounts } = prices;
    const { actual, expected } = documentedTable(page, 'prices', [
      ['price', `dollars, ${region}`],
      ...Object.entries(amounts).map(([name, amount]) => [`\`${name}\``, String(amount)]),
    ]);
    expect(actual).toEqual(expected);
  });
});

describe('what estimates are made from', () => {
  const unitsOf = (name: string) => {
    const found = operations.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`${name} is not on the page`);
    return found;
  };
  const sum = (...names: readonly string[]) => ({
    readUnits: names.reduce((units, name) => units + unitsOf(name).readUnits, 0),
    writeUnits: names.reduce((units, name) => units + unitsOf(name).writeUnits, 0),
  });

  it('are the units that tests measured: of an answered message, and of a mail', () => {
    expect(measured.answeredMessage).toMatchObject(sum('message after an answer', 'the bot `rules`'));
    expect(measured.mail).toMatchObject(sum('a mail, summarised in Telegram'));
  });

  it('are those of a connection, with the token that its authorizer reads', () => {
    const { readUnits, writeUnits } = sum('connect', 'disconnect');
    expect(measured.connection).toMatchObject({ readUnits: readUnits + 1, writeUnits });
  });
});
