import { type Apigatewayv2Api, Apigatewayv2Stage, CloudwatchLogGroup } from '../cdktf/aws.ts';
import type { TerraformResource } from '../cdktf/core.ts';
import { physicalName } from '../names.ts';
import { arnOf, type Scope } from '../scope.ts';

export interface StageProps {
  readonly api: Apigatewayv2Api;
  /** Names the stage's resources. */
  readonly id: 'web-socket' | 'http';
  /** The name of the stage, which is part of its address; an HTTP API's `$default` is not. */
  readonly name: string;
  readonly routeKeys: readonly string[];
  /** What a line of the access log holds, as API Gateway's variables by field. */
  readonly logFields: Readonly<Record<string, string>>;
  /** Routes and their responses: API Gateway refuses to deploy an API without a route, or limits of a route that is not there. */
  readonly dependsOn: TerraformResource[];
}

/** Creates the stage of an API: deployed at every change, throttled, and with a log of its requests, which never holds a body. */
export function createStage(
  scope: Scope,
  { api, id, name, routeKeys, logFields, dependsOn }: StageProps,
): Apigatewayv2Stage {
  const { construct, environment } = scope;
  const { throttle, routeThrottles } = environment;
  const ownLimits = Object.entries(routeThrottles).filter(([routeKey]) => routeKeys.includes(routeKey));
  return new Apigatewayv2Stage(construct, `${id}-stage`, {
    apiId: api.id,
    name,
    autoDeploy: true,
    defaultRouteSettings: {
      throttlingRateLimit: throttle.requestsPerSecond,
      throttlingBurstLimit: throttle.burst,
    },
    ...(ownLimits.length > 0 && {
      routeSettings: ownLimits.map(([routeKey, { requestsPerSecond, burst }]) => ({
        routeKey,
        throttlingRateLimit: requestsPerSecond,
        throttlingBurstLimit: burst,
      })),
    }),
    ...(environment.accessLogs &&
      environment.accountId !== undefined && {
        accessLogSettings: {
          destinationArn: createAccessLog(scope, id).arn,
          format: JSON.stringify(logFields),
        },
      }),
    dependsOn,
  });
}

const createAccessLog = (scope: Scope, id: StageProps['id']): CloudwatchLogGroup =>
  new CloudwatchLogGroup(scope.construct, `access-logs_${id}`, {
    name: accessLogName(scope, id),
    retentionInDays: scope.environment.logRetentionDays,
  });

const accessLogName = ({ environment }: Scope, id: StageProps['id']): string =>
  `/aws/apigateway/${physicalName(environment, id)}`;

/** The ARNs of the logs of requests; none where the environment has none. */
export const accessLogArns = (scope: Scope): readonly string[] =>
  scope.environment.accessLogs
    ? (['web-socket', 'http'] as const).map((id) =>
        arnOf(scope, 'logs', `log-group:${accessLogName(scope, id)}:*`),
      )
    : [];
