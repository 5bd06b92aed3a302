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

type Form = Readonly<Record<string, unknown>>;

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
export function readFaultForm(form: Form, functions: readonly Pick<LambdaFunction, 'name'>[]): FaultPlan {
  const { problems, number, names } = createReader();
  for (const name of Object.keys(form)) if (!fields.has(name)) problems[name] = 'There is no such field.';
  if (form.seed === undefined) problems.seed = 'Should be a whole number: it makes the faults repeatable.';
  const seed = number('seed', form.seed, { from: 0, to: 2 ** 31 - 1, whole: true });
  const chance = (name: (typeof chances)[number]) => number(name, form[name], { from: 0, to: 1 });
  const plan = {
    services: names('services', form.services, services),
    functions: names(
      'functions',
      form.functions,
      functions.map(({ name }) => name),
    ),
    firstCalls: number('firstCalls', form.firstCalls, { from: 1, to: 1_000_000, whole: true }),
    delay: form.delay === undefined ? undefined : readDelay(form.delay),
    deliveryDelayMs: number('deliveryDelayMs', form.deliveryDelayMs, { from: 0, to: longestDelayMs }),
    throttle: chance('throttle'),
    failBefore: chance('failBefore'),
    failAfter: chance('failAfter'),
    killBefore: chance('killBefore'),
    killAfter: chance('killAfter'),
    duplicateDelivery: chance('duplicateDelivery'),
  };
  if (seed === undefined || Object.keys(problems).length > 0) throw new ProblemsError(problems);
  return { seed, ...plan };

  function readDelay(value: unknown): FaultPlan['delay'] {
    const { probability, maxMs } = isRecord(value) ? value : {};
    const often = number('delay.probability', probability ?? null, { from: 0, to: 1 });
    const longest = number('delay.maxMs', maxMs ?? null, { from: 0, to: longestDelayMs });
    return often === undefined || longest === undefined ? undefined : { probability: often, maxMs: longest };
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
}

/** Reads values one after the other: `undefined` for what is not given, and for what is noted as a problem. */
function createReader() {
  const problems: Record<string, string> = {};
  return {
    problems,
    number(name: string, value: unknown, { from, to, whole = false }: Range): number | undefined {
      if (value === undefined) return undefined;
      if (typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value)))
        return value;
      problems[name] = `Should be a ${whole ? 'whole ' : ''}number from ${from} to ${to}.`;
      return undefined;
    },
    names(name: string, value: unknown, allowed: readonly string[]): readonly string[] | undefined {
      if (value === undefined) return undefined;
      const isName = (candidate: unknown): candidate is string =>
        typeof candidate === 'string' && allowed.includes(candidate);
      if (Array.isArray(value) && value.every(isName)) return value;
      problems[name] = `Should be some of ${allowed.join(', ')}.`;
      return undefined;
    },
  };
}

const isRecord = (value: unknown): value is Form =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
