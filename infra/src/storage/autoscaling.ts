import type { TableDefinition } from '@switchboard/data-core/table';
import { AppautoscalingPolicy, AppautoscalingTarget, type DynamodbTable } from '../cdktf/aws.ts';
import type { ProvisionedCapacity } from '../environment/environment.ts';
import type { Scope } from '../scope.ts';

/** DynamoDB adds capacity when more than this share of it is used, in percent. */
const targetUtilizationPercent = 70;

/** Scales the capacity of a table and of its indexes between the environment's bounds. */
export function createAutoscaling(
  scope: Scope,
  { name, indexes = [] }: TableDefinition,
  table: DynamodbTable,
  { reads, writes }: ProvisionedCapacity,
): void {
  const resources = [
    { id: name, resourceId: `table/${table.name}`, kind: 'table' },
    ...indexes.map((index) => ({
      id: `${name}-${index.name}`,
      resourceId: `table/${table.name}/index/${index.name}`,
      kind: 'index',
    })),
  ];
  for (const { id, resourceId, kind } of resources) {
    scale(scope, { id: `${id}-reads`, resourceId, kind, what: 'Read', bounds: reads });
    scale(scope, { id: `${id}-writes`, resourceId, kind, what: 'Write', bounds: writes });
  }
}

interface Scaled {
  readonly id: string;
  readonly resourceId: string;
  readonly kind: string;
  readonly what: 'Read' | 'Write';
  readonly bounds: { readonly minimum: number; readonly maximum: number };
}

function scale({ construct }: Scope, { id, resourceId, kind, what, bounds }: Scaled): void {
  const target = new AppautoscalingTarget(construct, `scaling_${id}`, {
    serviceNamespace: 'dynamodb',
    resourceId,
    scalableDimension: `dynamodb:${kind}:${what}CapacityUnits`,
    minCapacity: bounds.minimum,
    maxCapacity: bounds.maximum,
  });
  new AppautoscalingPolicy(construct, `scaling-policy_${id}`, {
    name: id,
    policyType: 'TargetTrackingScaling',
    serviceNamespace: target.serviceNamespace,
    resourceId: target.resourceId,
    scalableDimension: target.scalableDimension,
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: `DynamoDB${what}CapacityUtilization` },
      targetValue: targetUtilizationPercent,
    },
  });
}
