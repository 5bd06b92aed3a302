/** Prints what every built function weighs and what of it comes from where. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Sizes, sizeReport } from './size-report.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const files = globSync('packages/*/dist/sizes.json', { cwd: repository }).sort();
if (files.length === 0) process.stdout.write('Nothing is built yet. Run `npm run build` first.\n');
for (const file of files) {
  const sizes: Sizes = JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
  process.stdout.write(`${sizeReport(sizes, 8).join('\n')}\n`);
}
