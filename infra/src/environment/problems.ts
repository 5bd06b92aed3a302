import {
  type AllowedValues,
  type FunctionPackage,
  insecureSettings,
  settingNames,
  settingProblems,
} from '@switchboard/declarations';
import * as v from 'valibot';
import { type Environment, givenSettings, isLocal } from './environment.ts';
import { environmentSchema } from './schema.ts';

/** Environments are not what they should be: nothing was synthesised. `problems` has one sentence for each fault. */
export class InvalidEnvironmentsError extends Error {
  override readonly name = 'InvalidEnvironmentsError';
  readonly code = 'infra.environments';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`infra/src/environments.ts:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** What the packages' code allows for settings. */
export const allowedValuesOf = (packages: readonly FunctionPackage[]): AllowedValues =>
  Object.assign({}, ...packages.map(({ allowedValues }) => allowedValues));

/** @throws {InvalidEnvironmentsError} naming everything that is unknown, missing, wrong or insecure, in all environments at once */
export function requireEnvironments(
  environments: readonly Environment[],
  packages: readonly FunctionPackage[],
): void {
  const own = environments.flatMap((environment) =>
    environmentProblems(environment, packages).map((problem) => `${environment.name}: ${problem}`),
  );
  const problems = [...own, ...clashes(environments)];
  if (problems.length > 0) throw new InvalidEnvironmentsError(problems);
}

function environmentProblems(environment: Environment, packages: readonly FunctionPackage[]): string[] {
  const shape = v.safeParse(environmentSchema, environment);
  if (!shape.success) return shape.issues.map(sentence);
  return [
    ...placeProblems(environment),
    ...settingProblems(givenSettings(environment), allowedValuesOf(packages)),
    ...unknownNames('acceptInsecure', environment.acceptInsecure, settingNames, 'setting'),
    ...insecureSettings(environment.settings, environment.acceptInsecure),
    ...nameProblems(environment, packages),
    ...zoneProblems(environment),
  ];
}

type Issue = v.InferIssue<typeof environmentSchema>;

function sentence(issue: Issue): string {
  const path = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${path} is not a field of an environment.`;
  const message = issue.message.startsWith('should')
    ? issue.message
    : `is missing or wrong (${issue.message})`;
  return `${path} ${message}, but is ${JSON.stringify(issue.input) ?? 'missing'}.`;
}

function placeProblems(environment: Environment): string[] {
  const { accountId, state } = environment;
  if (isLocal(environment))
    return accountId === undefined ? [] : ['accountId should be absent: local is never deployed.'];
  return [
    ...(accountId === undefined ? ['accountId is missing: the AWS account that it is deployed to.'] : []),
    ...(environment.protected && state === 'file'
      ? ["state should be 'bucket': a protected environment must not lose its state with one machine."]
      : []),
  ];
}

/** Names that nothing was declared under: a misspelt one would have no effect. */
function nameProblems(environment: Environment, packages: readonly FunctionPackage[]): string[] {
  const functions = packages.flatMap((functionPackage) => functionPackage.functions);
  const tables = functions.flatMap(({ uses }) =>
    uses.flatMap((use) => ('table' in use ? [use.table.name] : [])),
  );
  const routes = [
    ...packages.flatMap(({ mockRoutes = [] }) => mockRoutes.map(({ routeKey }) => routeKey)),
    ...functions.flatMap(({ triggers }) =>
      triggers.flatMap((trigger) => {
        if (trigger.type === 'webSocketRoute') return [trigger.routeKey];
        return trigger.type === 'httpRoute' ? [`${trigger.method} ${trigger.path}`] : [];
      }),
    ),
  ];
  const functionNames = functions.map(({ name }) => name);
  const { routeThrottles, provisionedCapacity, reservedConcurrency, restoredTables } = environment;
  return [
    ...unknownNames('routeThrottles', Object.keys(routeThrottles), routes, 'route'),
    ...unknownNames('provisionedCapacity', Object.keys(provisionedCapacity), tables, 'table'),
    ...unknownNames('restoredTables', Object.keys(restoredTables), tables, 'table'),
    ...unknownNames('reservedConcurrency', Object.keys(reservedConcurrency), functionNames, 'function'),
  ];
}

function unknownNames(
  field: string,
  names: readonly string[],
  known: readonly string[],
  kind: string,
): string[] {
  const list = [...new Set(known)].sort().join(', ');
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `${field} names ${name}, which is no ${kind}. There are ${list || 'none'}.`);
}

function zoneProblems({ domain, mail }: Environment): string[] {
  const problem = (field: string, name: string, zone: string): string[] =>
    name === zone || name.endsWith(`.${zone}`)
      ? []
      : [`${field} is ${name}, which is not in the zone ${zone}.`];
  return [
    ...(domain ? problem('domain.name', domain.name, domain.zone) : []),
    ...(mail?.zone !== undefined ? problem('mail.domain', mail.domain, mail.zone) : []),
  ];
}

/** Two environments that would take each other's resources. */
function clashes(environments: readonly Environment[]): string[] {
  const places: (readonly [string, (environment: Environment) => string | undefined])[] = [
    ['name', ({ name }) => name],
    ['domain.name', ({ domain }) => domain?.name],
    ['mail.domain', ({ mail }) => mail?.domain],
  ];
  return places.flatMap(([field, fieldOf]) => {
    const values = environments.flatMap((environment) => fieldOf(environment) ?? []);
    const twice = values.filter((value, index) => values.indexOf(value) !== index);
    return [...new Set(twice)].map((value) => `${field} ${value} is used by two environments.`);
  });
}
