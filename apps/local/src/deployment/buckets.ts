import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  readonly corsRules: readonly CorsRule[];
  readonly notifications: readonly BucketNotification[];
}

/** Whose pages may do what with a bucket's objects. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

/** The targets of a bucket's notifications. */
export interface BucketNotification {
  readonly id: string;
  readonly target: { readonly type: 'function' | 'queue'; readonly arn: string };
  /** For example `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** @throws {PlatformError} `terraform.unsupported` at versions */
export function bucketsOf(resources: readonly Resource[]): Bucket[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type).map(fieldsOf);
  for (const versioning of ofType('aws_s3_bucket_versioning')) refuseVersions(versioning);
  const corsConfigurations = ofType('aws_s3_bucket_cors_configuration');
  const notifications = ofType('aws_s3_bucket_notification');
  return ofType('aws_s3_bucket').map((bucket) => {
    const name = bucket.text('bucket');
    const isOurs = (fields: Fields): boolean => fields.text('bucket') === name;
    return {
      name,
      arn: bucket.text('arn'),
      corsRules: corsConfigurations
        .filter(isOurs)
        .flatMap((cors) => cors.blocks('cors_rule').map(corsRuleOf)),
      notifications: notifications.filter(isOurs).flatMap(notificationsOf),
    };
  });
}

function refuseVersions(versioning: Fields): void {
  if (versioning.block('versioning_configuration')?.optionalText('status') !== 'Enabled') return;
  throw new PlatformError(
    'terraform.unsupported',
    `${versioning.address}: the local platform keeps no versions of objects.`,
  );
}

const corsRuleOf = (fields: Fields): CorsRule => ({
  origins: fields.texts('allowed_origins'),
  methods: fields.texts('allowed_methods'),
  headers: fields.texts('allowed_headers'),
  exposedHeaders: fields.texts('expose_headers'),
  maxAgeSeconds: fields.number('max_age_seconds', 0) || undefined,
});

function notificationsOf(fields: Fields): BucketNotification[] {
  const target = (type: 'function' | 'queue', attribute: string) => (block: Fields) => ({
    id: block.optionalText('id') ?? 'notification',
    target: { type, arn: block.text(attribute) },
    events: block.texts('events'),
    prefix: block.optionalText('filter_prefix') ?? '',
    suffix: block.optionalText('filter_suffix') ?? '',
  });
  return [
    ...fields.blocks('lambda_function').map(target('function', 'lambda_function_arn')),
    ...fields.blocks('queue').map(target('queue', 'queue_arn')),
  ];
}
