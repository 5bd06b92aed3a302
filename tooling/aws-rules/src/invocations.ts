import { type Account, accountIdOf } from './account.ts';
import { matches } from './policy/pattern.ts';

/** Something that invokes a function by the function's own permissions, not by a role. */
export interface Invoker {
  readonly functionArn: string;
  /** For example `sns.amazonaws.com`. */
  readonly service: string;
  /** The ARN of what invokes it. */
  readonly sourceArn: string;
}

/** Whether a function's permissions let something invoke it. */
export function mayInvoke(account: Account, { functionArn, service, sourceArn }: Invoker): boolean {
  const name = functionArn.split(':')[6];
  return account.all('aws_lambda_permission').some((permission) => {
    const [sources, sourceAccount] = [permission.text('source_arn'), permission.text('source_account')];
    return (
      [name, functionArn].includes(permission.text('function_name')) &&
      matches(permission.text('action') ?? '', 'lambda:InvokeFunction') &&
      permission.text('principal') === service &&
      (sources === undefined || matches(sources, sourceArn)) &&
      (sourceAccount === undefined || sourceAccount === accountIdOf(functionArn))
    );
  });
}

/** An integration or an authorizer names a function by its ARN, or by its invocation ARN, which has it within. */
export const functionArnIn = (uri: string | undefined): string | undefined =>
  /arn:[\w-]+:lambda:[^/]*/.exec(uri ?? '')?.[0];
