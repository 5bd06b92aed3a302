import type { TableDefinition } from '@switchboard/data-core/table';
import { settingsOf } from '../environment/environment.ts';
import { functionsFor, usedTables } from '../functions/declared.ts';
import { currentTableName } from '../storage/tables.ts';
import { requireReady } from './deploy.ts';
import { CommandError, type Desk } from './desk.ts';
import { preflight } from './preflight.ts';

/** How long a look at a table that is being restored keeps, in seconds. */
const lookSeconds = 15;

/**
 * Restores a table to a point in time, as a new table beside it: nothing that is in use changes. Stopped and started again with the same time, it
 * goes on.
 *
 * @param declaredName for example `messages`
 * @param time ISO 8601 with a zone, for example `2026-11-21T10:00:00Z`
 * @throws {CommandError} if a check fails, there is no such table, or it cannot be restored to that time
 */
export async function restore(desk: Desk, declaredName: string, time: string): Promise<void> {
  const { environment, storedTables, print, wait } = desk;
  const table = tableNamed(desk, declaredName);
  const at = timeOf(time);
  await requireReady(desk, await preflight({ ...desk, secrets: [] }));
  const name = currentTableName(environment, table);
  const restored = `${name}-${compact(at)}`;
  if (await storedTables.exists(restored)) print(`${restored} is there already.`);
  else {
    await requireRecoverable(desk, name, at);
    await storedTables.restore(name, restored, at);
    print(`Restoring ${name} as it was at ${at.toISOString()} to ${restored}. This takes minutes to hours.`);
  }
  while (!(await storedTables.isReady(restored))) await wait(lookSeconds);
  print(`${restored} is ready. Nothing that is in use has changed. Now either

  copy back what is missing; what is there stays as it is:
      npm run restore -- ${environment.name} ${declaredName} ${restored}

  or put it in the place of ${name}, which is kept. Write into ${environment.name} in infra/src/environments.ts
      restoredTables: { ${keyOf(declaredName)}: '${restored}' },
  and run
      npm run deploy -- ${environment.name}`);
}

/**
 * Copies back what a restored table has and the table in use does not.
 *
 * @throws {CommandError} if a check fails, or one of the tables does not exist
 */
export async function copyBack(desk: Desk, declaredName: string, restored: string): Promise<void> {
  const { environment, storedTables, print, ask } = desk;
  const table = tableNamed(desk, declaredName);
  await requireReady(desk, await preflight({ ...desk, secrets: [] }));
  const name = currentTableName(environment, table);
  for (const needed of [name, restored]) {
    if (!(await storedTables.isReady(needed)))
      throw new CommandError(`There is no table ${needed} that is ready.`);
  }
  print(
    `This copies every item of ${restored} to ${name} whose key is not there. What is there stays as it is.`,
  );
  if (!/^y(es)?$/i.test(await ask('Copy? (yes/no) '))) throw new CommandError('Nothing was copied.');
  const { copied, kept, expired } = await storedTables.copyMissing(table, restored, name, (so) => {
    print(`  ${so.copied + so.kept + so.expired} items read`);
  });
  print(`Copied ${copied} items. ${kept} were there already, ${expired} have expired.`);
}

/** @throws {CommandError} naming the known tables */
function tableNamed({ environment, packages }: Desk, declaredName: string): TableDefinition {
  const settings = settingsOf(environment);
  const tables = usedTables(packages.flatMap(({ functions }) => functionsFor(functions, settings)));
  const found = tables.find(({ name }) => name === declaredName);
  if (found !== undefined) return found;
  const known = tables.map(({ name }) => name).join(', ');
  throw new CommandError(`${environment.name} has no table ${declaredName}. There are ${known}.`);
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new CommandError(`${text} is no time with a zone. Write it as 2026-11-21T10:00:00Z.`);
}

async function requireRecoverable({ storedTables }: Desk, name: string, time: Date): Promise<void> {
  const recoverable = await storedTables.recoverable(name);
  if (recoverable === undefined)
    throw new CommandError(`${name} does not exist, or does not recover to points in time.`);
  const { from, to } = recoverable;
  if (time >= from && time <= to) return;
  throw new CommandError(
    `${name} can be restored to a time from ${from.toISOString()} to ${to.toISOString()}, but not to ${time.toISOString()}.`,
  );
}

/** A time as part of a table's name: `20261121T100000Z`. */
const compact = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** A name as the key of an object in TypeScript. */
const keyOf = (name: string): string => (/^\w+$/.test(name) ? name : `'${name}'`);
