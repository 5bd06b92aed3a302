import { PlatformError } from '../platform-error.ts';

/** A statement of an IAM policy. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export type Verdict = 'allowed' | 'notAllowed' | 'denied';

const supportedKeys = new Set(['Sid', 'Effect', 'Action', 'Resource']);

/**
 * Reads a policy document.
 *
 * @param where named in errors
 * @throws {PlatformError} `policy.unsupported` at conditions and exclusions: a policy half understood would allow what it should not
 */
export function parsePolicy(json: string, where: string): Statement[] {
  const { Statement: statements } = JSON.parse(json) as { Statement: unknown };
  return asList(statements).map((statement) => {
    const written = statement as Record<string, unknown>;
    const unknown = Object.keys(written).filter((key) => !supportedKeys.has(key));
    if (unknown.length > 0) {
      throw new PlatformError(
        'policy.unsupported',
        `The policy of ${where} has ${unknown.join(', ')}: the local platform cannot judge that.`,
      );
    }
    return {
      effect: written.Effect === 'Deny' ? 'Deny' : 'Allow',
      actions: asList(written.Action).map(String),
      resources: asList(written.Resource).map(String),
    };
  });
}

/** Verdicts by the statements that gave them: functions ask for the same again and again. */
const verdicts = new WeakMap<readonly Statement[], Map<string, Verdict>>();

/** More are forgotten: the resources of connections are as many as there are connections. */
const mostVerdicts = 2000;

/** As IAM decides: a Deny wins, then an Allow, and what nobody allows is not allowed. */
export function judge(statements: readonly Statement[], action: string, resource: string): Verdict {
  const known = verdicts.get(statements) ?? new Map<string, Verdict>();
  verdicts.set(statements, known);
  const question = `${action} ${resource}`;
  const verdict = known.get(question) ?? decide(statements, action, resource);
  if (known.size >= mostVerdicts) known.clear();
  known.set(question, verdict);
  return verdict;
}

function decide(statements: readonly Statement[], action: string, resource: string): Verdict {
  const applying = statements.filter(
    (statement) =>
      statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      statement.resources.some((pattern) => matches(pattern, resource)),
  );
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'notAllowed';
}

const patterns = new Map<string, RegExp>();

/** `*` stands for any text and `?` for any character. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true;
  let expression = patterns.get(pattern);
  if (!expression) {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
