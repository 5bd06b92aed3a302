import type { TableDefinition } from '@switchboard/data-core/table';
import type { BucketDefinition, QueueDefinition, SecretDefinition, TopicDefinition } from './resources.ts';

/**
 * What the code calls on a table. Each is one IAM action: `get` GetItem, `batchGet` BatchGetItem, `query` Query, `put` PutItem,
 * `update` UpdateItem, `delete` DeleteItem, `batchWrite` BatchWriteItem, `check` ConditionCheckItem. A part of a transaction needs the
 * action of that part.
 */
export type TableOperation =
  | 'get'
  | 'batchGet'
  | 'query'
  | 'put'
  | 'update'
  | 'delete'
  | 'batchWrite'
  | 'check';

/** What the code does with objects: `get` s3:GetObject, `put` s3:PutObject, `delete` s3:DeleteObject. */
export type BucketOperation = 'get' | 'put' | 'delete';

/** A method of the `@connections` API: POST sends a frame, GET tells whether a connection is open, DELETE closes it. */
export type ConnectionsMethod = 'POST' | 'GET' | 'DELETE';

/** What a function may do. Infra turns each use into statements of the function's role and into environment variables. */
export type Use =
  | {
      readonly type: 'table';
      readonly table: TableDefinition;
      readonly operations: readonly TableOperation[];
    }
  | { readonly type: 'tableIndex'; readonly table: TableDefinition; readonly indexName: string }
  | { readonly type: 'describeTables' }
  | { readonly type: 'publish'; readonly topic: TopicDefinition }
  | { readonly type: 'sendMessage'; readonly queue: QueueDefinition }
  | {
      readonly type: 'bucket';
      readonly bucket: BucketDefinition;
      /** Object keys begin with this, for example `mail/`. */
      readonly prefix: string;
      readonly operations: readonly BucketOperation[];
    }
  | { readonly type: 'sendMail' }
  | { readonly type: 'mailDomain' }
  | { readonly type: 'invoke'; readonly functionName: string }
  | { readonly type: 'connections'; readonly methods: readonly ConnectionsMethod[] }
  | { readonly type: 'metrics' }
  | { readonly type: 'invokeModels' }
  | { readonly type: 'secret'; readonly secret: SecretDefinition };

/** The named operations on a table, its indexes excluded. */
export const onTable = (
  table: TableDefinition,
  ...operations: readonly [TableOperation, ...TableOperation[]]
): Use => ({ type: 'table', table, operations });

/** Query on one index of a table. */
export const queryIndex = (table: TableDefinition, indexName: string): Use => ({
  type: 'tableIndex',
  table,
  indexName,
});

/** Reads the sizes and settings of every table of the environment (DescribeTable), and none of their items. */
export const describeTables = (): Use => ({ type: 'describeTables' });

export const publish = (topic: TopicDefinition): Use => ({ type: 'publish', topic });

export const sendMessage = (queue: QueueDefinition): Use => ({ type: 'sendMessage', queue });

/** The named operations on the objects of a bucket whose keys begin with `prefix`. */
export const onBucket = (
  bucket: BucketDefinition,
  prefix: string,
  ...operations: readonly [BucketOperation, ...BucketOperation[]]
): Use => ({ type: 'bucket', bucket, prefix, operations });

/** Learns the environment's mail domain, without permission to send mail. */
export const mailDomain = (): Use => ({ type: 'mailDomain' });

/** Sends mail from any address of the environment's mail domain. */
export const sendMail = (): Use => ({ type: 'sendMail' });

/** Invokes another declared function. */
export const invoke = (functionName: string): Use => ({ type: 'invoke', functionName });

/** Sends frames to connections of the WebSocket API. */
export const postToConnections = (): Use => ({ type: 'connections', methods: ['POST'] });

/** Looks connections of the WebSocket API up (GET) or closes them (DELETE). */
export const manageConnections = (...methods: readonly [ConnectionsMethod, ...ConnectionsMethod[]]): Use => ({
  type: 'connections',
  methods,
});

/** Writes metrics of the environment into its log. */
export const writeMetrics = (): Use => ({ type: 'metrics' });

/** Asks models of Amazon Bedrock, in the environment's region. */
export const invokeModels = (): Use => ({ type: 'invokeModels' });

/** Reads a secret when the function starts. */
export const secret = (definition: SecretDefinition): Use => ({ type: 'secret', secret: definition });
