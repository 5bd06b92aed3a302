import { isFulfilled, type RequestContext } from './condition.ts';
import { matches } from './pattern.ts';
import type { Principal, Statement } from './policy-document.ts';

/** Something that is to be done. */
export interface PolicyRequest {
  /** For example `sqs:SendMessage`. */
  readonly action: string;
  /** The ARN of what it is done to; absent for a trust policy. */
  readonly resource?: string;
  /** The principal, for the policy of a resource. */
  readonly principal?: Principal;
  readonly context?: RequestContext;
}

export type Verdict = 'allowed' | 'notAllowed' | 'denied';

/** Decides as IAM does: a Deny wins, then an Allow, and what no statement allows is not allowed. */
export function judge(statements: readonly Statement[], request: PolicyRequest): Verdict {
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'notAllowed';
}

const applies = (
  { principals, actions, resources, conditions }: Statement,
  { action, resource, principal, context = {} }: PolicyRequest,
): boolean =>
  actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
  (resource === undefined || (resources ?? []).some((pattern) => matches(pattern, resource))) &&
  (principal === undefined || (principals ?? []).some((wanted) => isPrincipal(wanted, principal))) &&
  conditions.every((condition) => isFulfilled(condition, context));

const isPrincipal = (wanted: Principal, actual: Principal): boolean =>
  wanted.kind === '*' ||
  (wanted.kind === actual.kind && (wanted.value === '*' || wanted.value === actual.value));
