import { ListHostedZonesByNameCommand, Route53Client } from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  NotFound,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, CredentialsError, DeniedError, NoAnswerError } from './cloud.ts';

/** Old versions of a state are kept so long: long enough to find out that one is needed. */
const oldVersionsDays = 90;

export interface AwsCloudOptions {
  readonly region: string;
  /** An endpoint that plays AWS. @default AWS itself */
  readonly endpoint?: string;
}

/** AWS, with the credentials that are found in the usual places: the environment, a profile, single sign-on. */
export function createAwsCloud({ region, endpoint }: AwsCloudOptions): Cloud {
  const place = { region, ...(endpoint !== undefined && { endpoint, forcePathStyle: true }) };
  const sts = new STSClient(place);
  const s3 = new S3Client(place);
  const route53 = new Route53Client(place);
  const ssm = new SSMClient(place);

  return {
    async identity() {
      try {
        const { Account: accountId = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand());
        return { accountId, arn };
      } catch (cause) {
        if (wasNotAnswered(cause)) {
          throw new NoAnswerError(
            `There is no answer: ${(cause as Error).message}. Correct region in infra/src/environments.ts, or look after the network.`,
            { cause },
          );
        }
        throw new CredentialsError(
          'AWS does not accept the credentials, or there are none. Run `aws sso login` or set AWS_PROFILE.',
          { cause },
        );
      }
    },
    async bucketExists(bucket) {
      try {
        await s3.send(new HeadBucketCommand({ Bucket: bucket }));
        return true;
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw deniedOr(error, 's3:ListBucket, or the bucket is of another account');
      }
    },
    async createStateBucket(bucket) {
      await s3.send(new CreateBucketCommand({ Bucket: bucket, ...locationOf(region) }));
      await Promise.all([
        s3.send(
          new PutPublicAccessBlockCommand({
            Bucket: bucket,
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              BlockPublicPolicy: true,
              IgnorePublicAcls: true,
              RestrictPublicBuckets: true,
            },
          }),
        ),
        s3.send(
          new PutBucketEncryptionCommand({
            Bucket: bucket,
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
            },
          }),
        ),
        s3.send(
          new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
        ),
        s3.send(
          new PutBucketLifecycleConfigurationCommand({
            Bucket: bucket,
            LifecycleConfiguration: {
              Rules: [
                {
                  ID: 'old-versions',
                  Status: 'Enabled',
                  Filter: { Prefix: '' },
                  NoncurrentVersionExpiration: { NoncurrentDays: oldVersionsDays },
                },
              ],
            },
          }),
        ),
      ]);
    },
    async zoneExists(zone) {
      const { HostedZones = [] } = await route53
        .send(new ListHostedZonesByNameCommand({ DNSName: zone, MaxItems: 1 }))
        .catch((error: unknown) => {
          throw deniedOr(error, 'route53:ListHostedZonesByName');
        });
      return HostedZones[0]?.Name === `${zone}.`;
    },
    async parameterExists(name) {
      try {
        await ssm.send(new GetParameterCommand({ Name: name }));
        return true;
      } catch (error) {
        if (error instanceof ParameterNotFound) return false;
        throw deniedOr(error, 'ssm:GetParameter');
      }
    },
    async readSecret(name) {
      try {
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
        return Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
    async putSecret(name, value) {
      await ssm.send(
        new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }),
      );
    },
  };
}

interface AttemptedRequest {
  /** Absent where no request was sent: credentials were not found. */
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether a request was sent and nobody answered it. */
const wasNotAnswered = (error: unknown): boolean => {
  const { $metadata } = error as AttemptedRequest;
  return $metadata !== undefined && $metadata.httpStatusCode === undefined;
};

/** An error of AWS as it is, or that the credentials may not do something. */
function deniedOr(error: unknown, action: string): unknown {
  const status = (error as AttemptedRequest).$metadata?.httpStatusCode;
  const isDenied = status === 403 || (error as Error).name === 'AccessDeniedException';
  return isDenied ? new DeniedError(`These credentials may not ${action}.`, { cause: error }) : error;
}

/** Every region but the first is a location constraint. */
const locationOf = (region: string) =>
  region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } };
