import type { BucketDefinition, FunctionDefinition, ItemLookup } from '@switchboard/declarations';
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
 * How the local platform finds out about mail, by the names of the stack's outputs: inputs of GetItem as JSON, with names in braces in their
 * keys.
 */
export function mailLookups(
  tables: ReadonlyMap<string, Pick<DynamodbTable, 'name'>>,
  functions: readonly FunctionDefinition[],
): Readonly<Record<string, string>> {
  const [{ recipient, state } = {}] = functions.flatMap(mailTriggers).map(({ lookups }) => lookups);
  return {
    ...(recipient && { recipientLookup: getItemInput(tables, recipient) }),
    ...(state && { mailStates: getItemInput(tables, state) }),
  };
}

function getItemInput(
  tables: ReadonlyMap<string, Pick<DynamodbTable, 'name'>>,
  { table, key }: ItemLookup,
): string {
  const typed = Object.entries(key).map(([attribute, value]) => [attribute, { S: value }] as const);
  return JSON.stringify({ TableName: lookUp(tables, table.name).name, Key: Object.fromEntries(typed) });
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
