import { matches } from './pattern.ts';
import { PolicyError } from './policy-error.ts';

/** A condition of a statement: the value under a key has to fit one of these. */
export interface Condition {
  readonly operator: string;
  /** For example `aws:SourceArn`. */
  readonly key: string;
  readonly values: readonly string[];
}

/** What is known of a request beside its action and resource, by condition key: `{"aws:SourceArn": "arn:..."}`. */
export type RequestContext = Readonly<Record<string, string>>;

type Test = (wanted: string, actual: string) => boolean;

const equal: Test = (wanted, actual) => wanted === actual;
const equalIgnoringCase: Test = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

/** What a single value has to fulfil. `ArnEquals` and `ArnLike` behave alike. */
const tests: Readonly<Record<string, Test>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matches,
  ArnEquals: matches,
  ArnLike: matches,
  Bool: equalIgnoringCase,
};

/** The operators that are fulfilled where no value fits. */
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

const ifExists = /IfExists$/;

/** @throws {PolicyError} at an operator that cannot be judged */
export function parseConditions(condition: unknown): Condition[] {
  if (typeof condition !== 'object' || condition === null)
    throw new PolicyError('has a Condition that is no object');
  return Object.entries(condition).flatMap(([operator, byKey]) => {
    const base = operator.replace(ifExists, '');
    if (!(base in tests) && !(base in negations) && base !== 'Null') {
      throw new PolicyError(`has the condition ${operator}, which cannot be judged here`);
    }
    return Object.entries(byKey as Record<string, unknown>).map(([key, values]) => ({
      operator,
      key,
      values: (Array.isArray(values) ? values : [values]).map(String),
    }));
  });
}

/** Whether a request fulfils a condition. A key that is not known fulfils none but negations, `IfExists` and `Null`. */
export function isFulfilled({ operator, key, values }: Condition, context: RequestContext): boolean {
  const actual = contextValue(context, key);
  const base = operator.replace(ifExists, '');
  if (base === 'Null') return values.includes(String(actual === undefined));
  const negated = negations[base];
  if (actual === undefined) return negated !== undefined || ifExists.test(operator);
  const test = tests[negated ?? base] ?? equal;
  return values.some((wanted) => test(wanted, actual)) !== (negated !== undefined);
}

/** Condition keys are written in any case. */
const contextValue = (context: RequestContext, key: string): string | undefined =>
  context[key] ?? Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
