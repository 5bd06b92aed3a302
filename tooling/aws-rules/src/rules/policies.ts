import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { parsePolicy, type Statement } from '../policy/policy-document.ts';
import { PolicyError } from '../policy/policy-error.ts';

/** The attributes that hold policies, by the type of the resource. */
const policyAttributes: Readonly<
  Record<string, { attribute: string; kind: 'identity' | 'resource' | 'trust' }>
> = {
  aws_iam_role: { attribute: 'assume_role_policy', kind: 'trust' },
  aws_iam_role_policy: { attribute: 'policy', kind: 'identity' },
  aws_iam_policy: { attribute: 'policy', kind: 'identity' },
  aws_sqs_queue_policy: { attribute: 'policy', kind: 'resource' },
  aws_sns_topic_policy: { attribute: 'policy', kind: 'resource' },
  aws_s3_bucket_policy: { attribute: 'policy', kind: 'resource' },
};

/** The most characters of a policy, blanks aside. */
const largestPolicy: Readonly<Record<string, number>> = {
  aws_iam_role: 4096,
  aws_iam_role_policy: 10_240,
  aws_iam_policy: 6144,
};

/** Policies that are malformed, too long, or that speak of nobody. */
export const malformedPolicies: Rule = {
  name: 'policy-malformed',
  check: (account) =>
    Object.entries(policyAttributes).flatMap(([type, { attribute, kind }]) =>
      account.all(type).flatMap((found) => {
        const json = found.text(attribute);
        if (json === undefined) return [];
        const problem = problemOf(json, kind, largestPolicy[type]);
        return problem === undefined ? [] : [refuse(found, `${attribute} ${problem}.`)];
      }),
    ),
};

function problemOf(
  json: string,
  kind: 'identity' | 'resource' | 'trust',
  largest = Infinity,
): string | undefined {
  const size = json.replace(/\s/g, '').length;
  if (size > largest) return `has ${size} characters, but may have ${largest}`;
  try {
    const statements = parsePolicy(json);
    return statements
      .map((statement) => statementProblem(statement, kind))
      .find((problem) => problem !== undefined);
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
}

function statementProblem({ principals, resources }: Statement, kind: string): string | undefined {
  if (kind === 'identity' && principals !== undefined)
    return 'has a Principal, which the policy of an identity may not have';
  if (kind !== 'identity' && principals === undefined) return 'has a Statement without a Principal';
  if (kind === 'trust')
    return resources === undefined ? undefined : 'has a Resource, which a trust policy may not have';
  return resources === undefined ? 'has a Statement without a Resource' : undefined;
}

/** Policies of roles that are not there. */
export const strayPolicies: Rule = {
  name: 'role-unknown',
  check: (account) =>
    ['aws_iam_role_policy', 'aws_iam_role_policy_attachment'].flatMap((type) =>
      account
        .all(type)
        .filter((found) => !hasRole(account, found))
        .map((found) =>
          refuse(found, `role should be the name of a role, but there is no role ${found.text('role')}.`),
        ),
    ),
};

const hasRole = (account: Account, found: Found): boolean =>
  account.find('aws_iam_role', 'name', found.text('role')) !== undefined;
