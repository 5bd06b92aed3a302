import type { LambdaFunction } from '../deployment/functions.ts';
import type { FaultPlan } from '../door/faults.ts';
import { ProblemsError } from './problems-error.ts';

const services = ['dynamodb', 'sns', 'sqs', 's3', 'ses', 'ssm', 'lambda', 'execute-api'];

const chances = [
  'throttle',
  'failBefore',
  'failAfter',
  'killBefore',
  'killAfter',
  'duplicateDelivery',
] as const;

const fields = new Set<string>([
  'seed',
  'services',
  'functions',
  'firstCalls',
  'delay',
  'deliveryDelayMs',
  ...chances,
]);

const longestDelayMs = 60_000;

/**
 * Reads a fault plan and says of each field what is wrong with it.
 *
 * @throws {ProblemsError}
 */
export function readFaultForm(
  form: Readonly<Record<string, unknown>>,
  functions: readonly Pick<LambdaFunction, 'name'>[],
): FaultPlan {
  const problems: Record<string, string> = {};
  const known = functions.map(({ name }) => name);
  for (const name of Object.keys(form)) if (!fields.has(name)) problems[name] = 'There is no such field.';
  const number = (name: string, range: { from: number; to: number; whole?: boolean }, value = form[name]) => {
    if (value === undefined) return;
    const isGood =
      typeof value === 'number' &&
      value >= range.from &&
      value <= range.to &&
      (!range.whole || Number.isInteger(value));
    if (!isGood)
      problems[name] = `Should be a ${range.whole ? 'whole ' : ''}number from ${range.from} to ${range.to}.`;
  };
  const names = (field: string, allowed: readonly string[]): void => {
    const value = form[field];
    if (value === undefined) return;
    const unknown = Array.isArray(value) ? value.find((name) => !allowed.includes(name)) : value;
    if (unknown !== undefined) problems[field] = `Should be some of ${allowed.join(', ')}.`;
  };
  if (form.seed === undefined) problems.seed = 'Should be a whole number: it makes the faults repeatable.';
  number('seed', { from: 0, to: 2 ** 31 - 1, whole: true });
  number('firstCalls', { from: 1, to: 1_000_000, whole: true });
  number('deliveryDelayMs', { from: 0, to: longestDelayMs });
  for (const name of chances) number(name, { from: 0, to: 1 });
  if (form.delay !== undefined) {
    const { probability, maxMs } = (form.delay ?? {}) as Record<string, unknown>;
    number('delay.probability', { from: 0, to: 1 }, probability ?? Number.NaN);
    number('delay.maxMs', { from: 0, to: longestDelayMs }, maxMs ?? Number.NaN);
  }
  names('services', services);
  names('functions', known);
  if (Object.keys(problems).length > 0) throw new ProblemsError(problems);
  return form as unknown as FaultPlan;
}
