import type { BucketDefinition, FunctionDefinition } from '@switchboard/declarations';
import { type DynamodbTable, SesReceiptRule } from '../cdktf/aws.ts';
import { allowInvocation, type DeployedFunction } from '../functions/deployed-function.ts';
import { requireMailDomain } from '../functions/function-access.ts';
import { lookUp } from '../look-up.ts';
import { physicalName } from '../names.ts';
import type { ResourceStatement } from '../policy.ts';
import { arnOf, type Scope } from '../scope.ts';
import type { Bucket } from '../storage/buckets.ts';

const service = 'ses.amazonaws.com';

/** The receipt rule set of the account and region. SES has one that is active; the account stack creates it. */
export const ruleSetName = ({ environment }: Pick<Scope, 'environment'>): string => environment.prefix;

/** Names the environment's rule in the rule set. */
const ruleName = ({ environment }: Scope): string => physicalName(environment, 'inbound');

const ruleArn = (scope: Scope): string =>
  arnOf(scope, 'ses', `receipt-rule-set/${ruleSetName(scope)}:receipt-rule/${ruleName(scope)}`);

const mailTriggers = ({ triggers }: FunctionDefinition) =>
  triggers.filter((trigger) => trigger.type === 'inboundMail');

/** Lets SES store mail in a bucket, below the prefixes that functions declare. */
export const mailStatements = (
  scope: Scope,
  bucket: BucketDefinition,
  bucketArn: string,
  functions: readonly FunctionDefinition[],
): readonly ResourceStatement[] =>
  functions
    .flatMap(mailTriggers)
    .filter((trigger) => trigger.bucket === bucket)
    .map(({ prefix }) => ({
      Sid: 'StoreMail',
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 's3:PutObject',
      Resource: `${bucketArn}/${prefix}*`,
      Condition: {
        StringEquals: { 'aws:SourceAccount': scope.accountId },
        ArnEquals: { 'aws:SourceArn': ruleArn(scope) },
      },
    }));

/**
 * How a mail server that can look recipients up does so: the input of GetItem as JSON, in which `{address}` stands for the address in small
 * letters. SES has no use for it, but the local platform has.
 *
 * @returns undefined if no function receives mail, or if every address is taken
 */
export function recipientLookup(
  tables: ReadonlyMap<string, Pick<DynamodbTable, 'name'>>,
  functions: readonly FunctionDefinition[],
): string | undefined {
  const [lookup] = functions.flatMap(mailTriggers).flatMap(({ recipients }) => recipients ?? []);
  if (lookup === undefined) return undefined;
  const key = Object.entries(lookup.key).map(([attribute, value]) => [attribute, { S: value }] as const);
  return JSON.stringify({
    TableName: lookUp(tables, lookup.table.name).name,
    Key: Object.fromEntries(key),
  });
}

/** Has SES store every mail to the environment's mail domain, and then invoke the function that declares to receive mail. */
export function createInboundMail(
  scope: Scope,
  buckets: ReadonlyMap<string, Bucket>,
  { definition, lambda }: DeployedFunction,
): void {
  for (const { bucket: wanted, prefix } of mailTriggers(definition)) {
    const { bucket, policy } = lookUp(buckets, wanted.name);
    const permission = allowInvocation(scope, lambda, {
      id: 'inbound-mail',
      service,
      sourceArn: ruleArn(scope),
    });
    new SesReceiptRule(scope.construct, 'inbound-mail', {
      name: ruleName(scope),
      ruleSetName: ruleSetName(scope),
      recipients: [requireMailDomain(scope)],
      enabled: true,
      scanEnabled: true,
      s3Action: [{ bucketName: bucket.id, objectKeyPrefix: prefix, position: 1 }],
      lambdaAction: [{ functionArn: lambda.arn, invocationType: 'Event', position: 2 }],
      // SES tries to store and to invoke when the rule is created.
      dependsOn: [policy, permission],
    });
  }
}
