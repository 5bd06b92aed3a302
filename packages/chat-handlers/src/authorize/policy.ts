import type { AuthorizerContext } from './decide-connection.ts';

/** What a REQUEST authorizer of a WebSocket API answers: they have no simple responses, only policies. */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly {
      readonly Action: 'execute-api:Invoke';
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: string;
    }[];
  };
  readonly context?: AuthorizerContext;
}

const policy = (
  effect: 'Allow' | 'Deny',
  methodArn: string,
  principalId: string,
): Omit<AuthorizerResult, 'context'> => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  },
});

export const allow = (
  methodArn: string,
  principalId: string,
  context: AuthorizerContext,
): AuthorizerResult => ({
  ...policy('Allow', methodArn, principalId),
  context,
});

export const deny = (methodArn: string, principalId: string): AuthorizerResult =>
  policy('Deny', methodArn, principalId);
