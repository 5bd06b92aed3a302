import type { FunctionDefinition, ResolvedSettings } from '@switchboard/declarations';
import {
  CloudwatchLogGroup,
  LambdaFunction,
  LambdaFunctionEventInvokeConfig,
  type SqsQueue,
} from '../cdktf/aws.ts';
import { AssetType, TerraformAsset } from '../cdktf/core.ts';
import { createDeadLetterQueue } from '../messaging/dead-letter-queue.ts';
import { physicalName } from '../names.ts';
import { allow, type Statement, serviceTrust } from '../policy.ts';
import type { Scope } from '../scope.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { FunctionBundle } from './function-bundle.ts';
import { createRole } from './roles.ts';

/** AWS's Arm processors cost a fifth less than its x86 ones, and the bundles have no native code. */
const architecture = 'arm64';

export interface LambdaFunctionProps {
  readonly definition: FunctionDefinition;
  readonly bundle: FunctionBundle;
  /** What the function may do beside writing its log. */
  readonly statements: readonly Statement[];
  readonly variables: Readonly<Record<string, string>>;
  readonly logLevel: ResolvedSettings['LOG_LEVEL'];
}

/**
 * Creates a function with a role and a log group of its own. If it gets events that nobody waits for, those that fail for good go to a
 * queue `<name>-failed`.
 */
export function createFunction(scope: Scope, props: LambdaFunctionProps): DeployedFunction {
  const { construct, environment } = scope;
  const { definition, bundle, statements, variables, logLevel } = props;
  const name = physicalName(environment, definition.name);
  const logGroup = new CloudwatchLogGroup(construct, `logs_${definition.name}`, {
    name: `/aws/lambda/${name}`,
    retentionInDays: environment.logRetentionDays,
  });
  const events = eventHandlingOf(definition);
  const failures = events && createDeadLetterQueue(scope, `${definition.name}-failed`);
  const { role, policy } = createRole(scope, {
    id: definition.name,
    trust: serviceTrust('lambda.amazonaws.com', scope.accountId),
    statements: [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroup.arn}:*`]),
      ...(failures ? [allow(['sqs:SendMessage'], [failures.arn])] : []),
      ...(environment.tracing ? [tracingStatement] : []),
      ...statements,
    ],
  });
  const asset = new TerraformAsset(construct, `bundle_${definition.name}`, {
    path: bundle.zipFile,
    type: AssetType.FILE,
  });
  const concurrency = environment.reservedConcurrency[definition.name];
  const lambda = new LambdaFunction(construct, definition.name, {
    functionName: name,
    filename: asset.path,
    sourceCodeHash: bundle.sha256,
    handler: 'index.handler',
    runtime: environment.runtime,
    architectures: [architecture],
    memorySize: definition.memoryMb,
    timeout: definition.timeoutSeconds,
    role: role.arn,
    ...(Object.keys(variables).length > 0 && { environment: { variables } }),
    ...(concurrency !== undefined && { reservedConcurrentExecutions: concurrency }),
    ...(environment.tracing && { tracingConfig: { mode: 'Active' } }),
    loggingConfig: {
      logFormat: 'JSON',
      applicationLogLevel: logLevel.toUpperCase(),
      systemLogLevel: 'WARN',
      logGroup: logGroup.name,
    },
    dependsOn: [policy],
  });
  if (events && failures) createEventHandling({ scope, definition, lambda, failures, policy, events });
  return { definition, lambda, policy, logGroup, failures };
}

/** X-Ray has no resources to name. */
const tracingStatement = allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']);

/** How long Lambda tries an event that nobody waits for. */
interface EventHandling {
  readonly retries: 0 | 2;
  readonly longestAgeSeconds: number;
}

/** The next run of a schedule makes up for one that failed. */
const untilNextRun: EventHandling = { retries: 0, longestAgeSeconds: 60 };

/** The sweeper publishes again what was not answered within some minutes. */
const untilSwept: EventHandling = { retries: 2, longestAgeSeconds: 15 * 60 };

/** Nothing brings the event back: Lambda tries as long as it can. */
const asLongAsPossible: EventHandling = { retries: 2, longestAgeSeconds: 6 * 60 * 60 };

/** How the function's events are tried, or nothing if somebody waits for every answer or a queue keeps the event. */
function eventHandlingOf({ triggers }: FunctionDefinition): EventHandling | undefined {
  const has = (...types: readonly string[]): boolean => triggers.some(({ type }) => types.includes(type));
  if (has('inboundMail', 'bucketUpload')) return asLongAsPossible;
  if (has('topicSubscription')) return untilSwept;
  return has('schedule', 'cron') ? untilNextRun : undefined;
}

interface EventHandlingProps extends Pick<DeployedFunction, 'definition' | 'lambda' | 'policy'> {
  readonly scope: Scope;
  readonly failures: SqsQueue;
  readonly events: EventHandling;
}

const createEventHandling = ({ scope, definition, lambda, policy, failures, events }: EventHandlingProps) =>
  new LambdaFunctionEventInvokeConfig(scope.construct, `events_${definition.name}`, {
    functionName: lambda.functionName,
    maximumRetryAttempts: events.retries,
    maximumEventAgeInSeconds: events.longestAgeSeconds,
    destinationConfig: { onFailure: { destination: failures.arn } },
    // Lambda refuses a destination that the function's role may not send to.
    dependsOn: [policy],
  });
