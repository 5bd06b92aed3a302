import { matches } from '@switchboard/aws-rules';
import type { Invocation } from '../functions/invocation.ts';

/** What an authorizer's answer means for the request that would open a connection. */
export type AuthorizerDecision =
  | { readonly type: 'allowed'; readonly context: Readonly<Record<string, string>> }
  | { readonly type: 'refused'; readonly status: 401 | 403 | 500; readonly message: string };

const unauthorized: AuthorizerDecision = { type: 'refused', status: 401, message: 'Unauthorized' };
const broken: AuthorizerDecision = { type: 'refused', status: 500, message: 'Internal server error' };

/** Whether a request has every identity source; one that lacks any is refused without asking the function. */
export function hasIdentitySources(
  sources: readonly string[],
  { headers, query }: { headers: Readonly<Record<string, string>>; query: Readonly<Record<string, string>> },
): boolean {
  const lowerCase = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return sources.every((source) => {
    const [, kind, name = ''] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
    return Boolean(kind === 'header' ? lowerCase.get(name.toLowerCase()) : query[name]);
  });
}

export const missingIdentity = unauthorized;

/**
 * Reads an authorizer's answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-output.html
 */
export function decideAuthorization(invocation: Invocation, methodArn: string): AuthorizerDecision {
  if (invocation.type === 'failed') {
    // A function refuses by throwing exactly this message.
    return invocation.error.errorMessage === 'Unauthorized' ? unauthorized : broken;
  }
  const answer = parseAnswer(invocation.payload);
  if (!answer) return broken;
  const applying = answer.statements.filter(
    ({ actions, resources }) =>
      actions.some((action) => matches(action, 'execute-api:Invoke')) &&
      resources.some((resource) => matches(resource, methodArn)),
  );
  if (applying.some(({ effect }) => effect === 'Deny')) {
    return {
      type: 'refused',
      status: 403,
      message: 'User is not authorized to access this resource with an explicit deny',
    };
  }
  if (applying.length === 0) {
    return { type: 'refused', status: 403, message: 'User is not authorized to access this resource' };
  }
  return { type: 'allowed', context: answer.context };
}

interface Answer {
  readonly statements: readonly {
    effect: unknown;
    actions: readonly string[];
    resources: readonly string[];
  }[];
  readonly context: Readonly<Record<string, string>>;
}

function parseAnswer(payload: string): Answer | undefined {
  const { principalId, policyDocument, context } = (JSON.parse(payload) ?? {}) as Record<string, unknown>;
  const statements = (policyDocument as { Statement?: unknown } | undefined)?.Statement;
  if (typeof principalId !== 'string' || statements === undefined) return undefined;
  const values = Object.entries((context as Record<string, unknown> | undefined) ?? {});
  // Objects and lists are not allowed in the context: API Gateway answers 500.
  if (values.some(([, value]) => typeof value === 'object' && value !== null)) return undefined;
  return {
    statements: list(statements).map((statement) => {
      const { Effect: effect, Action: action, Resource: resource } = statement as Record<string, unknown>;
      return { effect, actions: list(action).map(String), resources: list(resource).map(String) };
    }),
    // Numbers and booleans reach later events as text.
    context: { principalId, ...Object.fromEntries(values.map(([name, value]) => [name, String(value)])) },
  };
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
