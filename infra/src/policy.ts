/** Texts that must be equal, or patterns that must match, by condition key. */
type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A statement of an identity's policy that allows something. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A statement of a resource's policy: who may do what with it. */
export interface ResourceStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
}

const version = '2012-10-17';

export const allow = (actions: readonly string[], resources: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

export const policyDocument = (statements: readonly (Statement | ResourceStatement)[]): string =>
  JSON.stringify({ Version: version, Statement: statements });

/**
 * Lets a service of AWS assume a role on behalf of this account alone.
 *
 * @param service for example `lambda.amazonaws.com`
 */
export const serviceTrust = (service: string, accountId: string): string =>
  trust({ Service: service }, { StringEquals: { 'aws:SourceAccount': accountId } });

/** Lets identities of this account assume a role where their own policies allow it. */
export const accountTrust = (accountArn: string): string => trust({ AWS: accountArn });

const trust = (principal: { Service: string } | { AWS: string }, condition?: Condition): string =>
  JSON.stringify({
    Version: version,
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sts:AssumeRole',
        ...(condition && { Condition: condition }),
      },
    ],
  });
