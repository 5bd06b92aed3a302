/** A resource as it is, or is to be, in an account: with what was written and what AWS has added to it (`arn`, `id`). */
export interface AwsResource {
  /** The type in Terraform's words, for example `aws_sns_topic`. */
  readonly type: string;
  /** Unique among the resources of its type. */
  readonly name: string;
  /** By the names of Terraform. A block is an object, or a list of objects. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Something that AWS refuses. */
export interface Refusal {
  /** `<type>.<name>` of the resource that AWS refuses, or refuses to use. */
  readonly resource: string;
  /** The rule's name, for example `role-trust`. */
  readonly rule: string;
  /** A sentence that says what is wrong and what would be right. */
  readonly message: string;
}

/** Looks at the resources of an account and says what AWS refuses. */
export type Rules = (resources: readonly AwsResource[]) => readonly Refusal[];
