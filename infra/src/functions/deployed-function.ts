import type { FunctionDefinition } from '@switchboard/declarations';
import {
  type CloudwatchLogGroup,
  type IamRolePolicy,
  type LambdaFunction,
  LambdaPermission,
  type SqsQueue,
} from '../cdktf/aws.ts';
import type { Scope } from '../scope.ts';

/** A declared function and its created resources. */
export interface DeployedFunction {
  readonly definition: FunctionDefinition;
  readonly lambda: LambdaFunction;
  /** What its role may do. A resource that uses the role on creation depends on this. */
  readonly policy: IamRolePolicy;
  readonly logGroup: CloudwatchLogGroup;
  /** The queue of the events that failed for good, if the function gets events that nobody waits for. */
  readonly failures: SqsQueue | undefined;
}

export interface Invoker {
  /** Unique in the stack; what invokes the function. */
  readonly id: string;
  /** The service that invokes it, for example `sns.amazonaws.com`. */
  readonly service: string;
  /** The resource of that service that may: a route, an authorizer, a topic. */
  readonly sourceArn: string;
}

/** Lets one resource of a service invoke a function. */
export const allowInvocation = (
  { construct, accountId }: Scope,
  lambda: LambdaFunction,
  { id, service, sourceArn }: Invoker,
): LambdaPermission =>
  new LambdaPermission(construct, `invoke_${id}`, {
    statementId: id,
    action: 'lambda:InvokeFunction',
    functionName: lambda.functionName,
    principal: service,
    sourceArn,
    sourceAccount: accountId,
  });
