/** What Terraform will do with a resource, as `terraform show -json` has it. */
interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: { readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete')[] };
}

/** A plan, as far as it is looked at here. */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
}

export interface PlanSummary {
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  readonly deleted: number;
  /** Addresses of resources that hold data and are deleted or replaced. */
  readonly dataLost: readonly string[];
}

/** What is lost with the resource cannot be brought back by deploying again. */
const holdsData = new Set([
  'aws_dynamodb_table',
  'aws_s3_bucket',
  'aws_sqs_queue',
  'aws_cloudwatch_log_group',
]);

export function summarise({ resource_changes: changes = [] }: TerraformPlan): PlanSummary {
  const isDeleted = ({ change }: ResourceChange): boolean => change.actions.includes('delete');
  const isCreated = ({ change }: ResourceChange): boolean => change.actions.includes('create');
  const count = (fits: (change: ResourceChange) => boolean): number => changes.filter(fits).length;
  return {
    created: count((change) => isCreated(change) && !isDeleted(change)),
    updated: count(({ change }) => change.actions.includes('update')),
    replaced: count((change) => isCreated(change) && isDeleted(change)),
    deleted: count((change) => isDeleted(change) && !isCreated(change)),
    dataLost: changes
      .filter((change) => isDeleted(change) && holdsData.has(change.type))
      .map(({ address }) => address),
  };
}

export const isEmpty = ({ created, updated, replaced, deleted }: PlanSummary): boolean =>
  created + updated + replaced + deleted === 0;
