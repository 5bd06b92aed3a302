import type { FunctionDefinition } from '@switchboard/declarations';
import {
  CloudwatchLogGroup,
  IamRole,
  IamRolePolicy,
  LambdaFunction,
  LambdaFunctionEventInvokeConfig,
} from './cdktf/aws.ts';
import { AssetType, TerraformAsset, type TerraformStack } from './cdktf/core.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import type { Environment } from './environments.ts';
import type { FunctionBundle } from './function-bundle.ts';
import { physicalName } from './names.ts';
import { policyDocument, type Statement, trustPolicy } from './policy.ts';

/** Until 2027-04-30; the code is tested on this one. */
const runtime = 'nodejs22.x';

/** AWS's Arm processors cost a fifth less than its x86 ones, and the bundles have no native code. */
const architecture = 'arm64';

/** How often Lambda tries an asynchronous event again, after 1 and 2 minutes, before it goes to the dead-letter queue. */
const asynchronousRetries = 2;

export interface LambdaFunctionProps {
  readonly definition: FunctionDefinition;
  readonly bundle: FunctionBundle;
  readonly statements: readonly Statement[];
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Makes a function with a role and a log group of its own. What invokes it asynchronously and fails for good goes to a queue
 * `<name>-failed`.
 */
export function createFunction(
  stack: TerraformStack,
  environment: Environment,
  props: LambdaFunctionProps,
): LambdaFunction {
  const { definition, bundle, statements, variables } = props;
  const name = physicalName(environment, definition.name);
  const logGroup = new CloudwatchLogGroup(stack, `logs_${definition.name}`, {
    name: `/aws/lambda/${name}`,
    retentionInDays: environment.logRetentionDays,
  });
  const failures = isAsynchronous(definition)
    ? createDeadLetterQueue(stack, environment, `${definition.name}-failed`)
    : undefined;
  const role = new IamRole(stack, `role_${definition.name}`, {
    name,
    assumeRolePolicy: trustPolicy('lambda.amazonaws.com'),
  });
  const policy = new IamRolePolicy(stack, `policy_${definition.name}`, {
    name: 'declared',
    role: role.id,
    policy: policyDocument([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [`${logGroup.arn}:*`],
      },
      ...(failures
        ? [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [failures.arn] } as const]
        : []),
      ...statements,
    ]),
  });
  const asset = new TerraformAsset(stack, `bundle_${definition.name}`, {
    path: bundle.zipFile,
    type: AssetType.FILE,
  });
  const lambda = new LambdaFunction(stack, definition.name, {
    functionName: name,
    filename: asset.path,
    sourceCodeHash: bundle.sha256,
    handler: 'index.handler',
    runtime,
    architectures: [architecture],
    memorySize: definition.memoryMb,
    timeout: definition.timeoutSeconds,
    role: role.arn,
    ...(Object.keys(variables).length > 0 && { environment: { variables } }),
    loggingConfig: { logFormat: 'Text', logGroup: logGroup.name },
    dependsOn: [policy],
  });
  if (failures) {
    new LambdaFunctionEventInvokeConfig(stack, `events_${definition.name}`, {
      functionName: lambda.functionName,
      maximumRetryAttempts: asynchronousRetries,
      destinationConfig: { onFailure: { destination: failures.arn } },
    });
  }
  return lambda;
}

/** Whether Lambda gets the function's events without anyone waiting for the answer. */
const isAsynchronous = ({ triggers }: FunctionDefinition): boolean =>
  triggers.some(({ type }) => type === 'topicSubscription' || type === 'schedule');
