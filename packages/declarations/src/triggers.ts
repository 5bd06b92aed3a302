import type { TableDefinition } from '@switchboard/data-core/table';
import type { BucketDefinition, QueueDefinition, TopicDefinition } from './resources.ts';

/** What invokes a function. Infra creates the AWS resources that each trigger needs. */
export type Trigger =
  | {
      readonly type: 'webSocketRoute';
      /** The route key: `$connect`, `$disconnect`, `$default` or an `action`. */
      readonly routeKey: string;
      /** Whether what the function returns is sent to the client (a route response). */
      readonly reply: boolean;
    }
  | { readonly type: 'webSocketAuthorizer' }
  | {
      readonly type: 'httpRoute';
      readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
      /** For example `/sessions` or `/users/{userId}/sessions`. */
      readonly path: string;
      readonly authorization: 'none' | 'iam';
      /** The stack's output with the address of this route. @default none */
      readonly output?: string;
    }
  | { readonly type: 'topicSubscription'; readonly topic: TopicDefinition }
  | ({ readonly type: 'queueMessages'; readonly queue: QueueDefinition } & QueueOptions)
  | { readonly type: 'schedule'; readonly rateMinutes: number }
  | { readonly type: 'cron'; readonly expression: string; readonly timeZone: string }
  | {
      readonly type: 'inboundMail';
      readonly bucket: BucketDefinition;
      readonly prefix: string;
      readonly lookups: MailLookups;
    }
  | {
      readonly type: 'bucketUpload';
      readonly bucket: BucketDefinition;
      readonly prefix: string;
      readonly suffix: string;
    }
  | { readonly type: 'dashboardWidget'; readonly title: string };

/** Where an item is, in a way that others than functions understand. */
export interface ItemLookup {
  readonly table: TableDefinition;
  /** The key; names in braces stand for values. */
  readonly key: Readonly<Record<string, string>>;
}

/** What the local platform finds out about mail. SES has no use for it. */
export interface MailLookups {
  /** By `{address}`, in small letters and without a tag: mail for an address without an item is refused. @default every address is taken */
  readonly recipient?: ItemLookup;
  /** By `{messageId}` of SES and `{mailbox}`, the address up to its `@`: the state of the mail. @default unknown */
  readonly state?: ItemLookup;
}

export interface QueueOptions {
  /** The most messages of one invocation, 1 to 10. @default 10 */
  readonly batchSize?: number;
  /** The most invocations at once, 2 to 1000. @default as many as there are messages for */
  readonly maximumConcurrency?: number;
}

export const webSocketRoute = (routeKey: string, { reply = false }: { reply?: boolean } = {}): Trigger => ({
  type: 'webSocketRoute',
  routeKey,
  reply,
});

/** Invoked once for each connection, before `$connect`. An environment needs exactly one. */
export const webSocketAuthorizer = (): Trigger => ({ type: 'webSocketAuthorizer' });

type HttpRoute = Extract<Trigger, { type: 'httpRoute' }>;

export const httpRoute = (
  method: HttpRoute['method'],
  path: string,
  authorization: HttpRoute['authorization'],
  { output }: Pick<HttpRoute, 'output'> = {},
): Trigger => ({ type: 'httpRoute', method, path, authorization, ...(output !== undefined && { output }) });

export const topicSubscription = (topic: TopicDefinition): Trigger => ({ type: 'topicSubscription', topic });

/** The function answers with `batchItemFailures`: only the messages that it names there are delivered again. */
export const queueMessages = (queue: QueueDefinition, options: QueueOptions = {}): Trigger => ({
  type: 'queueMessages',
  queue,
  ...options,
});

/** Every `rateMinutes` minutes. */
export const schedule = (rateMinutes: number): Trigger => ({ type: 'schedule', rateMinutes });

/**
 * At the times of a cron expression in the syntax of EventBridge Scheduler, for example `0 8 ? * MON-FRI *`.
 *
 * @param timeZone an IANA name @default 'UTC'
 */
export const cron = (expression: string, timeZone = 'UTC'): Trigger => ({
  type: 'cron',
  expression,
  timeZone,
});

/** SES stores every mail to the environment's mail domain below `prefix` and then invokes the function. */
export const inboundMail = (
  bucket: BucketDefinition,
  prefix: string,
  lookups: MailLookups = {},
): Trigger => ({ type: 'inboundMail', bucket, prefix, lookups });

/** S3 invokes the function for every object that is created below `prefix` and ends with `suffix`. */
export const bucketUpload = (
  bucket: BucketDefinition,
  { prefix, suffix = '' }: { readonly prefix: string; readonly suffix?: string },
): Trigger => ({ type: 'bucketUpload', bucket, prefix, suffix });

/**
 * A widget of the environment's dashboard. CloudWatch invokes the function, with the rights of the person who looks, when the dashboard is opened
 * and when it is refreshed. The function returns HTML, or `{ markdown }`.
 */
export const dashboardWidget = (title: string): Trigger => ({ type: 'dashboardWidget', title });
