import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sabotages } from '../src/sabotage/sabotages.ts';

// biome-ignore lint/style/noProcessEnv: how a developer says how many of the sabotages to try
const { SABOTAGES = '2' } = process.env;
const seedsAtMost = 300;
const search = fileURLToPath(new URL('../src/sabotage/search.ts', import.meta.url));
const run = promisify(execFile);

/** What noticed each sabotage, as rows of a table. */
const rows: string[] = [];

describe('the simulation notices when', () => {
  it.concurrent.each(sabotages.slice(0, Number(SABOTAGES)))(
    '$name',
    async ({ name, says }) => {
      const args = ['-C', 'switchboard-source', search, name, '1', String(seedsAtMost)];
      const { stdout } = await run(process.execPath, args);
      rows.push(`| ${name} | ${stdout.trim().replace(': ', ' | ')} |`);
      expect(stdout).toContain(says);
      expect(stdout).toMatch(/^seed \d+: /);
    },
    600_000,
  );

  afterAll(() => {
    const table = ['| what is broken | seed | what is said |', '| --- | --- | --- |', ...rows].join('\n');
    const reports = new URL('../reports/', import.meta.url);
    mkdirSync(reports, { recursive: true });
    writeFileSync(new URL('sabotages.md', reports), `${table}\n`);
    process.stdout.write(`${table}\n`);
  });
});
