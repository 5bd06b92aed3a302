/** A resource or a data source of the Terraform, with every expression resolved. */
export interface Resource {
  /** For example `aws_sns_topic`. */
  readonly type: string;
  /** The name within its type. */
  readonly name: string;
  /** What was written and what AWS would have added: `arn`, `id`, ... */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** How Terraform names a resource: `aws_sns_topic.responder`. */
export const addressOf = ({ type, name }: Pick<Resource, 'type' | 'name'>): string => `${type}.${name}`;
