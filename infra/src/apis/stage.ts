import { type Apigatewayv2Api, Apigatewayv2Stage, CloudwatchLogGroup } from '../cdktf/aws.ts';
import type { TerraformResource } from '../cdktf/core.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';

export interface StageProps {
  readonly api: Apigatewayv2Api;
  /** Names the stage's resources: `web-socket` or `http`. */
  readonly id: string;
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

const createAccessLog = ({ construct, environment }: Scope, id: string): CloudwatchLogGroup =>
  new CloudwatchLogGroup(construct, `access-logs_${id}`, {
    name: `/aws/apigateway/${physicalName(environment, id)}`,
    retentionInDays: environment.logRetentionDays,
  });
