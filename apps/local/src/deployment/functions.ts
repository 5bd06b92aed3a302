import { resolve } from 'node:path';
import type { Statement } from '@switchboard/aws-rules';
import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { fieldsOf } from './fields.ts';
import { roleStatements } from './roles.ts';

/** What becomes of an event that a function was invoked with asynchronously. */
interface AsynchronousInvocation {
  /** How often a failed invocation is tried again, 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** How long an event is tried, in milliseconds. */
  readonly maximumAgeMs: number;
  /** The ARN that an event which kept failing is sent to. */
  readonly onFailureArn: string | undefined;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleName: string;
  /** Every statement of the policies of the function's role. */
  readonly statements: readonly Statement[];
  /** The zip that would be deployed. */
  readonly zipFile: string;
  /** For example `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly asynchronous: AsynchronousInvocation;
}

/** @param stackFolder what relative file names in the stack are relative to */
export function functionsOf(resources: readonly Resource[], stackFolder: string): LambdaFunction[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type).map(fieldsOf);
  const roles = new Map(ofType('aws_iam_role').map((role) => [role.text('arn'), role]));
  const configurations = ofType('aws_lambda_function_event_invoke_config');

  return ofType('aws_lambda_function').map((fields) => {
    const name = fields.text('function_name');
    const arn = fields.text('arn');
    const role = roles.get(fields.text('role'));
    if (!role)
      throw new PlatformError(
        'terraform.invalid',
        `${fields.address}.role is not the ARN of a role of the stack.`,
      );
    const isOurs = (value: string) => value === name || value === arn;
    const configuration = configurations.find((candidate) => isOurs(candidate.text('function_name')));
    return {
      name,
      arn,
      roleName: role.text('name'),
      statements: roleStatements(role, resources),
      zipFile: resolve(stackFolder, fields.text('filename')),
      handler: fields.text('handler'),
      environment: fields.block('environment')?.map('variables') ?? {},
      timeoutMs: fields.number('timeout', 3) * 1000,
      memoryMb: fields.number('memory_size', 128),
      asynchronous: {
        maximumRetryAttempts: configuration?.number('maximum_retry_attempts', 2) ?? 2,
        maximumAgeMs: (configuration?.number('maximum_event_age_in_seconds', 21_600) ?? 21_600) * 1000,
        onFailureArn: configuration?.block('destination_config')?.block('on_failure')?.text('destination'),
      },
    };
  });
}
