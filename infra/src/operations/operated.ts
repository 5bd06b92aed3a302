import type { Apigatewayv2Api, DynamodbTable, SqsQueue } from '../cdktf/aws.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { Queue } from '../messaging/queues.ts';

/** What of an environment is watched and looked after. */
export interface Operated {
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly functions: readonly DeployedFunction[];
  readonly queues: ReadonlyMap<string, Queue>;
  /** Every queue of what failed for good. */
  readonly deadLetterQueues: readonly SqsQueue[];
  readonly webSocket: { readonly api: Apigatewayv2Api; readonly stageName: string };
  readonly http: Apigatewayv2Api;
}
