/** Prints what each operation costs, as measured, beside the least that it can cost. */
import { measureCosts } from '../test/costs.ts';
import type { Cost } from '../test/meter.ts';
import { withEngine } from './engine.ts';

const text = ({ requests, readUnits, writeUnits, refused }: Cost): string =>
  `${requests} · ${readUnits} · ${writeUnits}${refused > 0 ? ` + ${refused} refused` : ''}`;

await withEngine(async () => {
  process.stdout.write('requests · read units · write units (a refused write costs one unit as well)\n\n');
  for (const { operation, floor, measured } of await measureCosts()) {
    process.stdout.write(`${operation.padEnd(30)} ${text(measured).padEnd(26)} floor ${text(floor)}\n`);
  }
});
