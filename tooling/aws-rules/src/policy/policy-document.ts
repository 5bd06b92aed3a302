import { type Condition, parseConditions } from './condition.ts';
import { PolicyError } from './policy-error.ts';

/** A statement of a policy. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** The principals, in the policy of a resource or in a trust policy; the policy of an identity has none. */
  readonly principals: readonly Principal[] | undefined;
  readonly actions: readonly string[];
  /** Absent in a trust policy, which speaks of its role. */
  readonly resources: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `*` stands for everyone. */
  readonly kind: 'Service' | 'AWS' | 'Federated' | 'CanonicalUser' | '*';
  /** For example `lambda.amazonaws.com`. */
  readonly value: string;
}

const knownKeys = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'];

/**
 * Reads a policy document.
 *
 * @param json as IAM takes it
 * @throws {PolicyError} where AWS would call it malformed, or where it has what these rules cannot judge (`NotAction`, ...): a policy that
 *   is half understood would allow what it should not
 */
export function parsePolicy(json: string): Statement[] {
  const document = parseJson(json);
  const statements = asList((document as Record<string, unknown> | null)?.Statement);
  if (statements.length === 0) throw new PolicyError('has no Statement');
  return statements.map(parseStatement);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PolicyError('is not JSON', { cause });
  }
}

function parseStatement(statement: unknown): Statement {
  if (typeof statement !== 'object' || statement === null)
    throw new PolicyError('has a Statement that is no object');
  const written = statement as Record<string, unknown>;
  const unknown = Object.keys(written).filter((key) => !knownKeys.includes(key));
  if (unknown.length > 0) throw new PolicyError(`has ${unknown.join(', ')}, which cannot be judged here`);
  const {
    Effect: effect,
    Action: action,
    Resource: resource,
    Principal: principal,
    Condition: condition,
  } = written;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new PolicyError(`has the Effect ${JSON.stringify(effect)} instead of Allow or Deny`);
  }
  if (asList(action).length === 0) throw new PolicyError('has a Statement without an Action');
  return {
    effect,
    principals: principal === undefined ? undefined : parsePrincipals(principal),
    actions: asList(action).map(String),
    resources: resource === undefined ? undefined : asList(resource).map(String),
    conditions: condition === undefined ? [] : parseConditions(condition),
  };
}

const kinds = ['Service', 'AWS', 'Federated', 'CanonicalUser'] as const;

function parsePrincipals(principal: unknown): Principal[] {
  if (principal === '*') return [{ kind: '*', value: '*' }];
  if (typeof principal !== 'object' || principal === null)
    throw new PolicyError('has a Principal that is none');
  return Object.entries(principal).flatMap(([name, values]) => {
    const kind = kinds.find((known) => known === name);
    if (kind === undefined) throw new PolicyError(`has the Principal ${name}, which is none`);
    return asList(values).map((value) => ({ kind, value: String(value) }));
  });
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
