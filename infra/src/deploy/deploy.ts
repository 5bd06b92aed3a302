import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CostedStack, idleMonth, total } from '../cost/estimate.ts';
import measured from '../cost/measured.json' with { type: 'json' };
import prices from '../cost/prices.json' with { type: 'json' };
import { settingsOf } from '../environment/environment.ts';
import { functionsFor, usedSecrets } from '../functions/declared.ts';
import { accountStackName } from '../stacks/account-stack.ts';
import { adoptTables } from './adopt-tables.ts';
import { CommandError, type Desk } from './desk.ts';
import { isEmpty, type PlanSummary } from './plan-summary.ts';
import { type Check, preflight } from './preflight.ts';
import { openStack, type Stack } from './stack.ts';

/**
 * Deploys an environment: checks, builds, plans, asks, applies, and has a conversation with what is there then.
 *
 * @param agreed whether plans are applied without asking; one that loses data never is
 * @throws {CommandError} if a check fails, or a person does not agree
 */
export async function deploy(desk: Desk, { agreed }: { readonly agreed: boolean }): Promise<void> {
  const { environment, print } = desk;
  const settings = settingsOf(environment);
  const functions = desk.packages.flatMap((functionPackage) =>
    functionsFor(functionPackage.functions, settings),
  );
  await requireReady(desk, await preflight({ ...desk, secrets: usedSecrets(functions) }));

  print('Building the functions and the pages.');
  await desk.build();
  const stacks = await desk.synthesise();
  print(`A month in which nobody writes costs about $${await idleDollars(stacks, environment.name)}.`);
  await applyStack(desk, await openStack(desk, stacks, accountStackName(environment)), agreed);
  const stack = await openStack(desk, stacks, environment.name);
  await adoptTables(desk, stack, functions);
  await applyStack(desk, stack, agreed);

  const outputs = await stack.outputs();
  print('Trying it:');
  await desk.tryOut(outputs);
  print(`\n${environment.name} is deployed. Open ${outputs.webUrl}`);
  for (const [name, value] of Object.entries(outputs)) {
    print(`  ${name.padEnd(outputWidth)} ${value.replaceAll('\n', `\n${' '.repeat(outputWidth + 3)}`)}`);
  }
}

const outputWidth = 18;

/** Prints every check. @throws {CommandError} if one of them failed: nothing was done */
export async function requireReady({ print }: Desk, checks: readonly Check[]): Promise<void> {
  for (const { what, problem } of checks) {
    print(problem === undefined ? `  ✓ ${what}` : `  ✗ ${what}\n      ${problem}`);
  }
  const problems = checks.filter(({ problem }) => problem !== undefined).length;
  if (problems > 0)
    throw new CommandError(`Nothing was done: ${problems} of ${checks.length} checks failed.`);
}

/** From the synthesised stack, by the price table and the measured counts of `npm run cost`. */
async function idleDollars(stacks: string, name: string): Promise<string> {
  const stack: CostedStack = JSON.parse(await readFile(join(stacks, name, 'cdk.tf.json'), 'utf8'));
  return total(idleMonth(stack, prices, measured)).toFixed(2);
}

async function applyStack(desk: Desk, stack: Stack, agreed: boolean): Promise<void> {
  const summary = await stack.plan();
  desk.print(`${stack.name}: ${summaryLine(summary)}`);
  if (isEmpty(summary)) return;
  await requireAgreement(desk, summary, agreed);
  await stack.apply();
}

const summaryLine = (summary: PlanSummary): string =>
  isEmpty(summary)
    ? 'nothing to change'
    : `${summary.created} to create, ${summary.updated} to change, ${summary.replaced} to replace, ${summary.deleted} to delete`;

/** A plan that loses data is agreed to by the environment's name, a plan that does not by yes. */
async function requireAgreement(
  { environment: { name }, print, ask }: Desk,
  { dataLost }: PlanSummary,
  agreed: boolean,
): Promise<void> {
  if (dataLost.length > 0) {
    print(`This deletes data for good:\n${dataLost.map((address) => `  ${address}`).join('\n')}`);
    if ((await ask(`Type ${name} to agree: `)) === name) return;
    throw new CommandError('Nothing was applied.');
  }
  if (agreed || /^y(es)?$/i.test(await ask('Apply this? (yes/no) '))) return;
  throw new CommandError('Nothing was applied.');
}
