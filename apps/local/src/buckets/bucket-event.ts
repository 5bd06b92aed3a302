import type { Bucket, BucketNotification } from '../deployment/buckets.ts';
import type { ObjectDescription } from './object-store.ts';

export interface BucketEvent {
  /** For example `ObjectCreated:Put`. */
  readonly name: string;
  readonly object: ObjectDescription;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly notification: BucketNotification;
  readonly bucket: Bucket;
  readonly region: string;
  /** A new id. */
  readonly id: string;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export const bucketEvent = ({ name, object, at, notification, bucket, region, id }: BucketEvent) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: region,
      eventTime: new Date(at).toISOString(),
      eventName: name,
      userIdentity: { principalId: 'AWS:local' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': id, 'x-amz-id-2': id },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: notification.id,
        bucket: { name: bucket.name, ownerIdentity: { principalId: 'local' }, arn: bucket.arn },
        object: {
          // As in a form: a blank is a plus.
          key: encodeURIComponent(object.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
          size: object.sizeBytes,
          eTag: object.etag,
          sequencer: Math.floor(at).toString(16).toUpperCase().padStart(18, '0'),
        },
      },
    },
  ],
});
