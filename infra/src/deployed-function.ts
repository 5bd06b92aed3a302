import type { FunctionDefinition } from '@switchboard/declarations';
import { type LambdaFunction, LambdaPermission } from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';

/** A function as it is declared and as it was made. */
export interface DeployedFunction {
  readonly definition: FunctionDefinition;
  readonly lambda: LambdaFunction;
}

export interface Invoker {
  /** Unique in the stack; what invokes the function. */
  readonly id: string;
  /** The service that invokes it, for example `sns.amazonaws.com`. */
  readonly service: string;
  /** The very thing of that service that may: a route, an authorizer, a topic. */
  readonly sourceArn: string;
}

/** Lets one thing of a service invoke a function. */
export function allowInvocation(
  stack: TerraformStack,
  lambda: LambdaFunction,
  { id, service, sourceArn }: Invoker,
): void {
  new LambdaPermission(stack, `invoke_${id}`, {
    statementId: id,
    action: 'lambda:InvokeFunction',
    functionName: lambda.functionName,
    principal: service,
    sourceArn,
  });
}
