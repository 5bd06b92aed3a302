/** A statement of an IAM policy that allows something. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const version = '2012-10-17';

/** An identity's policy, as IAM takes it. */
export const policyDocument = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: version, Statement: statements });

/** Lets a service of AWS take a role, for example `lambda.amazonaws.com`. */
export const trustPolicy = (service: string): string =>
  JSON.stringify({
    Version: version,
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
