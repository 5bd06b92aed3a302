import { type CostLine, measureCosts } from './costs.ts';

let lines: CostLine[] = [];

beforeAll(async () => {
  lines = await measureCosts();
});

it('I7: every operation costs what the table of floors allows, to the unit', () => {
  const measured = lines.map(({ operation, measured }) => ({ operation, ...measured }));
  expect(measured).toEqual(lines.map(({ operation, floor }) => ({ operation, ...floor })));
});
