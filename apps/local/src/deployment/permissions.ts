import { matches } from '../identity/policy.ts';
import { PlatformError } from '../platform-error.ts';
import type { Api } from './apis.ts';
import type { Deployment } from './deployment.ts';

/** Someone who invokes a function by the function's own permission (not by a role). */
interface Invoker {
  readonly functionArn: string;
  readonly principal: string;
  readonly sourceArn: string;
  readonly what: string;
}

/**
 * Checks that everything which invokes a function has a permission to, as AWS would on the first event.
 *
 * @throws {PlatformError} `permission.missing`, naming every function that could not be invoked
 */
export function requirePermissions({ functions, webSocketApi, httpApi, topics }: Deployment): void {
  const invokers: Invoker[] = [
    ...(webSocketApi ? apiInvokers(webSocketApi, (key) => key) : []),
    ...(httpApi ? apiInvokers(httpApi, (key) => key.replace(' ', '')) : []),
    ...topics.flatMap(({ arn, subscriptions }) =>
      subscriptions
        .filter(({ protocol }) => protocol === 'lambda')
        .map(({ endpointArn }) => ({
          functionArn: endpointArn,
          principal: 'sns.amazonaws.com',
          sourceArn: arn,
          what: `the topic ${arn}`,
        })),
    ),
  ];
  const missing = invokers.filter(
    (invoker) =>
      !functions
        .find(({ arn }) => arn === invoker.functionArn)
        ?.permissions.some(
          ({ principal, sourceArn }) =>
            principal === invoker.principal &&
            (sourceArn === undefined || matches(sourceArn, invoker.sourceArn)),
        ),
  );
  if (missing.length === 0) return;
  const lines = missing.map(
    ({ functionArn, what, sourceArn }) => `  - ${functionArn} by ${what} (${sourceArn})`,
  );
  throw new PlatformError(
    'permission.missing',
    `The stack has no aws_lambda_permission for these to be invoked, so AWS would refuse it:\n${lines.join('\n')}`,
  );
}

/** @param pathOf how a route's key stands in its ARN */
function apiInvokers({ routes, executionArn, stage }: Api, pathOf: (key: string) => string): Invoker[] {
  const principal = 'apigateway.amazonaws.com';
  return routes.flatMap(({ key, integration, authorizer }) => [
    ...(integration.type === 'function'
      ? [
          {
            functionArn: integration.functionArn,
            principal,
            sourceArn: `${executionArn}/${stage.name}/${pathOf(key)}`,
            what: `the route ${key}`,
          },
        ]
      : []),
    ...(authorizer
      ? [
          {
            functionArn: authorizer.functionArn,
            principal,
            sourceArn: `${executionArn}/authorizers/${authorizer.id}`,
            what: 'the authorizer',
          },
        ]
      : []),
  ]);
}
