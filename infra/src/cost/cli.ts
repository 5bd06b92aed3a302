/** Prints what an environment costs: `npm run cost -- prod`. The prices and the measured counts stand beside this file, to be edited. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answeredMessages, type Dollars, idleMonth, openPages, receivedMails, total } from './estimate.ts';
import measured from './measured.json' with { type: 'json' };
import prices from './prices.json' with { type: 'json' };

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const dollars = (amount: number): string => `$${amount.toFixed(2)}`.padStart(9);
const name = process.argv[2] ?? 'dev';
const file = fileURLToPath(new URL(`../../cdktf.out/stacks/${name}/cdk.tf.json`, import.meta.url));

function printEstimate(what: string, parts: Dollars): void {
  print(`${dollars(total(parts))}  ${what}`);
  const sorted = Object.entries(parts).sort(([, a], [, b]) => b - a);
  for (const [part, amount] of sorted) if (amount >= 0.005) print(`           ${dollars(amount)}  ${part}`);
}

if (existsSync(file)) {
  print(`${name}, ${prices.region}: ${prices.source}`);
  printEstimate('an idle month', idleMonth(JSON.parse(readFileSync(file, 'utf8')), prices, measured));
  printEstimate('a million messages, answered', answeredMessages(1_000_000, prices, measured));
  printEstimate('a thousand pages, open for a month', openPages(1000, prices, measured));
  printEstimate('a thousand mails', receivedMails(1000, prices, measured));
} else {
  print(`There is no synthesised environment ${name}. Run \`npm run synth --workspace infra\` first.`);
  process.exitCode = 1;
}
