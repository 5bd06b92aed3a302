import { DataAwsCallerIdentity, DataAwsPartition } from './cdktf/aws.ts';
import type { Construct } from './cdktf/core.ts';
import type { Environment } from './environment/environment.ts';

/** Where resources are created, and what they have in common. Every function of these constructs takes one. */
export interface Scope {
  /** The stack, or a construct in it, that resources are created in. */
  readonly construct: Construct;
  readonly environment: Environment;
  /** A reference to the account that Terraform deploys to. */
  readonly accountId: string;
  /** A reference to the name of the partition, `aws` outside China and GovCloud. */
  readonly partition: string;
}

/** Makes a scope of a stack or a construct. At most one for each construct: it adds data sources to it. */
export const createScope = (construct: Construct, environment: Environment): Scope => ({
  construct,
  environment,
  accountId: new DataAwsCallerIdentity(construct, 'current', {}).accountId,
  partition: new DataAwsPartition(construct, 'partition', {}).partition,
});

/** An ARN of the environment's account and region. */
export const arnOf = (
  { partition, accountId, environment }: Scope,
  service: string,
  resource: string,
): string => `arn:${partition}:${service}:${environment.region}:${accountId}:${resource}`;
