// What Terraform's JSON holds at a place is known where it is read: the proof has checked it against the provider's schema.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Arguments = any;

/** What a resource is known by once it exists, by Terraform's names. */
export type Attributes = Readonly<Record<string, string>>;

/** One type of resource, as AWS's SDK makes it. */
export interface Kind {
  /** For example `aws_sqs_queue`. */
  readonly type: string;
  create(given: Arguments): Promise<Attributes>;
  /** What AWS says of it now, and what it should say: they are compared. */
  compare(
    given: Arguments,
    created: Attributes,
  ): Promise<{ readonly is: unknown; readonly shouldBe: unknown }>;
  remove(given: Arguments, created: Attributes): Promise<void>;
}
