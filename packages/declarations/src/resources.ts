/** An SNS topic, declared once beside the code that publishes to it. */
export interface TopicDefinition {
  /** The name without prefix and environment, for example `responder`. */
  readonly name: string;
}

/** An SQS queue, declared once beside the code that sends to it. Infra adds its dead-letter queue, `<name>-failed`. */
export interface QueueDefinition {
  /** The name without prefix and environment, for example `delayed-deliveries`. */
  readonly name: string;
  /** How often a message is received before it goes to the dead-letter queue. @default 5 */
  readonly maximumReceives?: number;
}

/** A private S3 bucket, declared once beside the code that stores objects in it. */
export interface BucketDefinition {
  /** The name without prefix, environment and account, for example `mail`. */
  readonly name: string;
  /** Objects below a prefix are deleted after this time: days, or so many days more than messages are kept. @default objects are kept */
  readonly expiry?: readonly {
    readonly prefix: string;
    readonly days: number | { readonly beyondRetention: number };
  }[];
  /** Whether pages may upload to presigned addresses from the environment's allowed origins. @default false */
  readonly browserUploads?: boolean;
}

/**
 * A secret that a person stores as an SSM parameter of type `SecureString` before the first deployment. Terraform never
 * sees its value.
 */
export interface SecretDefinition {
  /** The name without prefix and environment, for example `telegram-bot-token`. */
  readonly name: string;
  /** What the secret is and where to get it, for the person who stores it. */
  readonly description: string;
}
