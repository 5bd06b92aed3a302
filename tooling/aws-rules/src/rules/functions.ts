import { type Found, type Rule, refuse } from '../account.ts';

/** What Lambda takes for a new function. */
const runtimes = new Set([
  'nodejs22.x',
  'nodejs24.x',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'java17',
  'java21',
  'java25',
  'dotnet8',
  'dotnet10',
  'ruby3.3',
  'ruby3.4',
  'provided.al2023',
]);

/** Variables that Lambda sets itself. */
const reservedVariables = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

const largestEnvironmentBytes = 4096;

const problemsOf = (found: Found): readonly string[] => {
  const name = found.text('function_name') ?? '';
  const runtime = found.text('runtime');
  const isImage = found.text('package_type') === 'Image';
  const variables = found.block('environment')?.map('variables') ?? {};
  const reserved = Object.keys(variables).filter((variable) => reservedVariables.has(variable));
  const sizeBytes = Buffer.byteLength(JSON.stringify(variables));
  return [
    ...(/^[\w-]{1,64}$/.test(name)
      ? []
      : [
          `function_name should have 1 to 64 letters, digits, hyphens or underscores, but is ${JSON.stringify(name)}.`,
        ]),
    ...(isImage || runtimes.has(runtime ?? '')
      ? []
      : [`runtime ${runtime} is not supported for new functions. Supported: ${[...runtimes].join(', ')}.`]),
    ...outOfRange(found, 'memory_size', { minimum: 128, maximum: 10_240, unit: 'MB' }),
    ...outOfRange(found, 'timeout', { minimum: 1, maximum: 900, unit: 'seconds' }),
    ...(reserved.length > 0 ? [`environment has ${reserved.join(', ')}, which Lambda sets itself.`] : []),
    ...(sizeBytes > largestEnvironmentBytes
      ? [`environment has ${sizeBytes} bytes, but may have ${largestEnvironmentBytes}.`]
      : []),
  ];
};

/** A number that is there and outside of what AWS takes. */
export function outOfRange(
  found: Pick<Found, 'number'>,
  name: string,
  { minimum, maximum, unit }: { minimum: number; maximum: number; unit: string },
): readonly string[] {
  const value = found.number(name);
  if (value === undefined || (value >= minimum && value <= maximum)) return [];
  return [`${name} should be ${minimum} to ${maximum} ${unit}, but is ${value}.`];
}

export const functionLimits: Rule = {
  name: 'function-limits',
  check: (account) =>
    account
      .all('aws_lambda_function')
      .flatMap((found) => problemsOf(found).map((problem) => refuse(found, problem))),
};

/** Permissions, configurations and mappings of functions that are not there. */
export const unknownFunctions: Rule = {
  name: 'function-unknown',
  check: (account) =>
    [
      'aws_lambda_permission',
      'aws_lambda_function_event_invoke_config',
      'aws_lambda_event_source_mapping',
    ].flatMap((type) =>
      account.all(type).flatMap((found) => {
        const name = found.text('function_name') ?? '';
        const known =
          account.find('aws_lambda_function', 'function_name', name.split(':')[6] ?? name) ??
          account.find('aws_lambda_function', 'arn', name);
        return known ? [] : [refuse(found, `function_name should name a function, but there is no ${name}.`)];
      }),
    ),
};
