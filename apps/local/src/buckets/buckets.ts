import type { Bucket, BucketNotification } from '../deployment/buckets.ts';
import type { Faults } from '../door/faults.ts';
import type { AsynchronousInvocations } from '../messaging/asynchronous-invocations.ts';
import type { Queues } from '../queues/queues.ts';
import { type BucketEvent, bucketEvent } from './bucket-event.ts';
import type { ObjectDescription, ObjectStore } from './object-store.ts';

export interface BucketsOptions {
  readonly buckets: readonly Bucket[];
  readonly store: ObjectStore;
  readonly asynchronous: Pick<AsynchronousInvocations, 'send'>;
  readonly queues: Pick<Queues, 'sendTo'>;
  readonly faults: Faults;
  readonly region: string;
  readonly now: () => number;
  readonly newId: () => string;
}

type Put = Parameters<ObjectStore['put']>[0];

/** The stack's buckets. What is told of their objects is told at least once, in no order. */
export interface Buckets extends Pick<ObjectStore, 'find' | 'read' | 'list'> {
  readonly all: readonly Bucket[];
  bucket(name: string): Bucket | undefined;
  /** @param how `Put`, `Post` or `Copy`: what those who are told hear of it */
  put(object: Put, body: Buffer, how: 'Put' | 'Post' | 'Copy'): Promise<ObjectDescription>;
  delete(bucket: string, key: string): Promise<void>;
}

export function createBuckets(options: BucketsOptions): Buckets {
  const { buckets, store, asynchronous, queues, faults, region, now, newId } = options;
  const byName = new Map(buckets.map((bucket) => [bucket.name, bucket]));

  const notify = (event: Omit<BucketEvent, 'notification' | 'bucket' | 'region' | 'id'>): void => {
    const bucket = byName.get(event.object.bucket);
    if (!bucket) return;
    for (const notification of bucket.notifications) {
      if (!isMeant(notification, event.name, event.object.key)) continue;
      const told = bucketEvent({ ...event, notification, bucket, region, id: newId() });
      for (const delayMs of faults.forDelivery()) tell(notification, told, bucket.name, delayMs);
    }
  };

  const tell = ({ target }: BucketNotification, event: object, bucket: string, delayMs: number): void => {
    if (target.type === 'queue') queues.sendTo(target.arn, JSON.stringify(event));
    else asynchronous.send(target.arn, event, `bucket ${bucket}`, delayMs);
  };

  return {
    all: buckets,
    bucket: (name) => byName.get(name),
    find: store.find,
    read: store.read,
    list: store.list,
    put: async (object, body, how) => {
      const stored = await store.put(object, body);
      notify({ name: `ObjectCreated:${how}`, object: stored, at: stored.modifiedAt });
      return stored;
    },
    delete: async (bucket, key) => {
      const object = store.find(bucket, key);
      if (object && (await store.delete(bucket, key))) {
        notify({ name: 'ObjectRemoved:Delete', object, at: now() });
      }
    },
  };
}

/** Whether a notification speaks of an event: `s3:ObjectCreated:*` of every way to create an object. */
const isMeant = ({ events, prefix, suffix }: BucketNotification, name: string, key: string): boolean =>
  events.some(
    (event) => event === `s3:${name}` || (event.endsWith('*') && `s3:${name}`.startsWith(event.slice(0, -1))),
  ) &&
  key.startsWith(prefix) &&
  key.endsWith(suffix);
