import { type BucketDefinition, withDefaults } from '@switchboard/declarations';
import {
  S3Bucket,
  S3BucketCorsConfiguration,
  S3BucketLifecycleConfiguration,
  S3BucketNotification,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfiguration,
} from '../cdktf/aws.ts';
import { allowInvocation, type DeployedFunction } from '../functions/deployed-function.ts';
import { addressName, physicalName } from '../names.ts';
import { policyDocument, type ResourceStatement } from '../policy.ts';
import type { Scope } from '../scope.ts';

/** An upload that was begun and not ended costs money until it is removed, after this time. */
const abandonedUploadDays = 7;

/** Names of buckets are shared by all accounts of AWS. */
const bucketName = ({ environment, accountId }: Scope, name: string): string =>
  `${physicalName(environment, name)}-${accountId}`;

/** What the addresses begin with from which browsers load a bucket's objects, and to which they upload them. */
export const objectsAddress = (scope: Scope, { name }: BucketDefinition): string =>
  `https://s3.${scope.environment.region}.amazonaws.com/${bucketName(scope, name)}/`;

/** A bucket, before it is said who may use it. */
export interface PrivateBucket {
  readonly bucket: S3Bucket;
  readonly publicAccess: S3BucketPublicAccessBlock;
}

/** A bucket and the policy that says who may use it. */
export interface Bucket {
  readonly bucket: S3Bucket;
  readonly policy: S3BucketPolicy;
}

/**
 * Creates a private, encrypted bucket.
 *
 * @param origins whose pages may upload, where the definition allows uploads by browsers
 */
export function createBucket(
  scope: Scope,
  definition: BucketDefinition,
  origins: readonly string[],
): PrivateBucket {
  const { construct, environment } = scope;
  const { name, expiry = [], browserUploads = false } = definition;
  const retentionDays = Number(withDefaults(environment.settings).RETENTION_DAYS);
  const bucket = new S3Bucket(construct, `bucket_${name}`, {
    bucket: bucketName(scope, name),
    ...(environment.protected ? { lifecycle: { preventDestroy: true } } : { forceDestroy: true }),
  });
  const publicAccess = new S3BucketPublicAccessBlock(construct, `private_${name}`, {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(construct, `ownership_${name}`, {
    bucket: bucket.id,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketServerSideEncryptionConfiguration(construct, `encryption_${name}`, {
    bucket: bucket.id,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  new S3BucketLifecycleConfiguration(construct, `lifecycle_${name}`, {
    bucket: bucket.id,
    rule: [
      {
        id: 'abandoned-uploads',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: abandonedUploadDays }],
      },
      ...expiry.map(({ prefix, days }) => ({
        id: `expiry-of-${addressName(prefix)}`,
        status: 'Enabled',
        filter: [{ prefix }],
        expiration: [{ days: typeof days === 'number' ? days : retentionDays + days.beyondRetention }],
      })),
    ],
  });
  if (browserUploads) allowUploads(scope, { name, bucket, origins });
  return { bucket, publicAccess };
}

/**
 * Says who may use a bucket, beside identities of the account that their own policies allow to: only what is stated, and nothing
 * without TLS.
 */
export function createBucketPolicy(
  { construct }: Scope,
  name: string,
  { bucket, publicAccess }: PrivateBucket,
  statements: readonly ResourceStatement[] = [],
): Bucket {
  const policy = new S3BucketPolicy(construct, `bucket-policy_${name}`, {
    bucket: bucket.id,
    policy: policyDocument([refuseWithoutTls(bucket.arn), ...statements]),
    // AWS refuses to change both at once.
    dependsOn: [publicAccess],
  });
  return { bucket, policy };
}

const refuseWithoutTls = (bucketArn: string): ResourceStatement => ({
  Sid: 'RefuseWithoutTls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

function allowUploads(
  { construct }: Scope,
  { name, bucket, origins }: { name: string; bucket: S3Bucket; origins: readonly string[] },
): void {
  if (origins.length === 0) return;
  new S3BucketCorsConfiguration(construct, `cors_${name}`, {
    bucket: bucket.id,
    corsRule: [
      {
        allowedMethods: ['GET', 'POST', 'PUT'],
        allowedOrigins: [...origins],
        allowedHeaders: ['*'],
        maxAgeSeconds: 3600,
      },
    ],
  });
}

/** Tells functions of uploads to a bucket. S3 has one such configuration for each bucket. */
export function createUploadNotifications(
  scope: Scope,
  bucketName: string,
  { bucket }: Bucket,
  functions: readonly DeployedFunction[],
): void {
  const notified = functions.flatMap(({ definition, lambda }) =>
    definition.triggers.flatMap((trigger) =>
      trigger.type === 'bucketUpload' && trigger.bucket.name === bucketName
        ? [{ name: definition.name, lambda, prefix: trigger.prefix, suffix: trigger.suffix }]
        : [],
    ),
  );
  if (notified.length === 0) return;
  const permissions = notified.map(({ name, lambda }) =>
    allowInvocation(scope, lambda, {
      id: `bucket_${bucketName}_${name}`,
      service: 's3.amazonaws.com',
      sourceArn: bucket.arn,
    }),
  );
  new S3BucketNotification(scope.construct, `notification_${bucketName}`, {
    bucket: bucket.id,
    lambdaFunction: notified.map(({ name, lambda, prefix, suffix }) => ({
      id: name,
      lambdaFunctionArn: lambda.arn,
      events: ['s3:ObjectCreated:*'],
      filterPrefix: prefix,
      ...(suffix !== '' && { filterSuffix: suffix }),
    })),
    // S3 refuses a function that it may not invoke.
    dependsOn: permissions,
  });
}
