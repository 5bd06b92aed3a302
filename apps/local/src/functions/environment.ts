import type { LambdaFunction } from '../deployment/functions.ts';
import type { Identity } from '../identity/identities.ts';

export interface EnvironmentOptions {
  readonly lambdaFunction: LambdaFunction;
  readonly identity: Identity;
  readonly region: string;
  /** The folder that the bundle was unpacked to. */
  readonly taskRoot: string;
  /** Where every call to AWS goes. */
  readonly doorEndpoint: string;
}

/**
 * The whole environment of a function's process: what the Terraform gives it and what Lambda adds. Nothing of the
 * developer's own environment is in it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const environmentOf = (options: EnvironmentOptions): Record<string, string> => {
  const { lambdaFunction, identity, region, taskRoot, doorEndpoint } = options;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...lambdaFunction.environment,
    _HANDLER: lambdaFunction.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: lambdaFunction.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambdaFunction.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${lambdaFunction.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.accessKeyId,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    ...(identity.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: identity.sessionToken }),
    AWS_ENDPOINT_URL: doorEndpoint,
  };
};
