import { noCost } from '../door/cost.ts';
import type { Operation, Permission, Service, ServiceResponse } from '../door/service.ts';
import { xmlDocument } from '../xml.ts';
import type { Buckets } from './buckets.ts';
import { noSuchBucket, s3Error } from './s3-error.ts';
import {
  copyObject,
  deleteObject,
  deleteObjects,
  getObject,
  keysToDelete,
  listObjects,
  putObject,
  sourceOf,
} from './s3-objects.ts';
import { readS3Request, type S3Request } from './s3-request.ts';

/** A kind of request that is understood: what it needs to be allowed, and how it is answered. */
interface Understood {
  readonly name: string;
  readonly actions: readonly Permission[];
  readonly perform: (may: Parameters<Operation['perform']>[0]) => ServiceResponse | Promise<ServiceResponse>;
}

const arnOf = (bucket: string, key?: string): string =>
  `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;

/**
 * S3 for the buckets of the stack, as far as functions and pages use it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function createS3Service(buckets: Buckets, newId: () => string): Service {
  const understand = (request: S3Request): Understood | undefined => {
    const { bucket, key, method, query, headers } = request;
    const onObject = (action: string): Permission => ({
      action: `s3:${action}`,
      resource: arnOf(bucket, key),
    });
    const onBucket = (action: string): Permission => ({ action: `s3:${action}`, resource: arnOf(bucket) });
    if (bucket === '') {
      if (method !== 'GET') return undefined;
      const actions = [{ action: 's3:ListAllMyBuckets', resource: '*' }];
      return { name: 'ListBuckets', actions, perform: () => listBuckets(buckets) };
    }
    if (['uploads', 'uploadId', 'partNumber', 'tagging', 'acl'].some((name) => query.has(name)))
      return undefined;
    switch (`${method} ${key === '' ? 'bucket' : 'object'}`) {
      case 'GET bucket':
        if (query.get('list-type') !== '2') return undefined;
        return {
          name: 'ListObjectsV2',
          actions: [onBucket('ListBucket')],
          perform: () => listObjects(buckets, request),
        };
      case 'HEAD bucket':
        return {
          name: 'HeadBucket',
          actions: [onBucket('ListBucket')],
          perform: () => ({ status: 200, headers: {}, body: '' }),
        };
      case 'POST bucket':
        if (!query.has('delete')) return undefined;
        return {
          name: 'DeleteObjects',
          actions: keysToDelete(request).map((each) => ({
            action: 's3:DeleteObject',
            resource: arnOf(bucket, each),
          })),
          perform: () => deleteObjects(buckets, request),
        };
      case 'GET object':
      case 'HEAD object':
        return {
          name: method === 'GET' ? 'GetObject' : 'HeadObject',
          actions: [onObject('GetObject')],
          perform: (may) => getObject(buckets, request, may(onBucket('ListBucket'))),
        };
      case 'PUT object': {
        const source = sourceOf(headers);
        if (!source)
          return {
            name: 'PutObject',
            actions: [onObject('PutObject')],
            perform: () => putObject(buckets, request),
          };
        const read = { action: 's3:GetObject', resource: arnOf(source.bucket, source.key) };
        return {
          name: 'CopyObject',
          actions: [read, onObject('PutObject')],
          perform: () => copyObject(buckets, request),
        };
      }
      case 'DELETE object':
        return {
          name: 'DeleteObject',
          actions: [onObject('DeleteObject')],
          perform: () => deleteObject(buckets, request),
        };
      default:
        return undefined;
    }
  };

  return {
    refusedStatus: 403,
    throttledStatus: 503,
    errorCodes: {
      accessDenied: 'AccessDenied',
      unknownKey: 'InvalidAccessKeyId',
      badSignature: 'SignatureDoesNotMatch',
      missingToken: 'AccessDenied',
      throttled: 'SlowDown',
      internal: 'InternalError',
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body: xmlDocument('Error', { Code: code, Message: message, RequestId: newId() }),
    }),
    read: (serviceRequest): Operation => {
      const request = readS3Request(serviceRequest);
      if (request.bucket !== '' && !buckets.bucket(request.bucket)) throw noSuchBucket();
      const understood = understand(request);
      if (!understood) {
        const what = `${request.method} ${request.key === '' ? 'of a bucket' : 'of an object'} like this`;
        throw s3Error(501, 'NotImplemented', `The local platform does not run ${what}.`);
      }
      const { name, actions, perform } = understood;
      return {
        name,
        requires: actions,
        perform: async (may) => ({ response: await perform(may), cost: noCost }),
      };
    },
  };
}

const listBuckets = (buckets: Buckets): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument('ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"', {
    Buckets: {
      Bucket: buckets.all.map(({ name }) => ({ Name: name, CreationDate: '2026-01-01T00:00:00.000Z' })),
    },
  }),
});
