import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CostLine, costText } from './costs/cost-line.ts';
import { measureCosts } from './costs.ts';

let lines: CostLine[] = [];

beforeAll(async () => {
  lines = await measureCosts();
});

it('I7: every operation costs what the table of floors allows, to the unit', () => {
  const measured = lines.map(({ operation, measured }) => ({ operation, ...measured }));
  expect(measured).toEqual(lines.map(({ operation, floor }) => ({ operation, ...floor })));
});

it('the page of costs says what was measured', () => {
  const page = readFileSync(join(__dirname, '../docs/costs.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (.+?) *\| (\d\S*) *\| (\d\S*) *\|/gm)];
  expect(rows.map(([, operation, floor, measured]) => [operation, floor, measured])).toEqual(
    lines.map(({ operation, floor, measured }) => [operation, costText(floor), costText(measured)]),
  );
});
