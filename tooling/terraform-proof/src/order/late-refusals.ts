import { type AwsResource, type Refusal, refusedInUse, refusedOnCreation } from '@switchboard/aws-rules';
import type { Terraform } from '../terraform/terraform.ts';

/** A resource as Terraform's state has it. */
export interface StateResource extends AwsResource {
  /** Its address in the stack, `<type>.<name>`. */
  readonly address: string;
  /** The addresses of everything that Terraform creates before it, near and far. */
  readonly dependencies: readonly string[];
}

/** What `terraform show -json` has of a state, as far as it is looked at here. */
interface ShownState {
  readonly values?: {
    readonly root_module?: {
      readonly resources?: readonly {
        readonly address: string;
        readonly mode: 'managed' | 'data';
        readonly type: string;
        readonly name: string;
        readonly values: Readonly<Record<string, unknown>>;
        readonly depends_on?: readonly string[];
      }[];
    };
  };
}

/** Everything that Terraform manages. */
export async function readState(terraform: Terraform): Promise<readonly StateResource[]> {
  const { stdout } = await terraform.run('show', '-json');
  const { values }: ShownState = JSON.parse(stdout);
  return (values?.root_module?.resources ?? [])
    .filter(({ mode }) => mode === 'managed')
    .map(({ address, type, name, values: attributes, depends_on: dependencies = [] }) => ({
      address,
      type,
      name,
      attributes,
      dependencies,
    }));
}

/**
 * What AWS would refuse, or refuse to use, had everything been created as late as Terraform may: each resource is judged with only those in
 * the account that Terraform must have created before it. A refusal here is a dependency that is missing, however seldom it shows.
 */
export const lateRefusals = (resources: readonly StateResource[]): readonly Refusal[] =>
  resources.flatMap((resource) => {
    const earlier = resources.filter(({ address }) => resource.dependencies.includes(address));
    const account = [...earlier, resource];
    const rules = actsAtOnce.has(resource.type) ? [refusedOnCreation, refusedInUse] : [refusedOnCreation];
    return [
      ...rules.flatMap((judge) => judge(account)).filter((refusal) => refusal.resource === resource.address),
      ...latePolicies(resource, earlier, resources),
    ];
  });

/** Types of resources that deliver or invoke from the moment that they are there: what they are not yet allowed is lost. */
const actsAtOnce = new Set([
  'aws_lambda_event_source_mapping',
  'aws_s3_bucket_notification',
  'aws_scheduler_schedule',
  'aws_ses_receipt_rule',
  'aws_sns_topic_subscription',
]);

/** Types of resources that begin to use a role as soon as they are there. */
const usesRole: Readonly<Record<string, (attributes: AwsResource['attributes']) => unknown>> = {
  aws_lambda_function: ({ role }) => role,
  aws_scheduler_schedule: ({ target }) =>
    (target as readonly { role_arn?: unknown }[] | undefined)?.[0]?.role_arn,
  aws_api_gateway_account: ({ cloudwatch_role_arn: role }) => role,
};

/** Policies of a role that may come after the resource which uses the role: until then it is denied everything. */
function latePolicies(
  resource: StateResource,
  earlier: readonly StateResource[],
  resources: readonly StateResource[],
): readonly Refusal[] {
  const roleArn = usesRole[resource.type]?.(resource.attributes);
  const role = earlier.find(({ type, attributes }) => type === 'aws_iam_role' && attributes.arn === roleArn);
  if (role === undefined) return [];
  const late = resources.filter(
    (policy) =>
      ['aws_iam_role_policy', 'aws_iam_role_policy_attachment'].includes(policy.type) &&
      policy.attributes.role === role.attributes.name &&
      !earlier.includes(policy),
  );
  return late.map(({ address }) => ({
    resource: resource.address,
    rule: 'late-policy',
    message: `${address} may be created after what uses the role: depends_on should name it.`,
  }));
}
