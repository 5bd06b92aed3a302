import type { TableDefinition } from '@switchboard/data-core/table';

/** An SNS topic, declared once beside the code that publishes to it. */
export interface TopicDefinition {
  /** The name without prefix and environment, for example `responder`. */
  readonly name: string;
}

/** What invokes a function. Infra turns each into the AWS resources it takes. */
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
    }
  | { readonly type: 'topicSubscription'; readonly topic: TopicDefinition }
  | { readonly type: 'schedule'; readonly rateMinutes: number };

/** What a function may do. Infra turns each into statements of the function's role and into environment variables. */
export type Use =
  | { readonly type: 'readTable'; readonly table: TableDefinition }
  | { readonly type: 'writeTable'; readonly table: TableDefinition }
  | { readonly type: 'publish'; readonly topic: TopicDefinition }
  | { readonly type: 'postToConnections' };

/** What an environment decides and a function is told in its environment variables. */
export type Setting = 'AUTHENTICATION' | 'SESSIONS' | 'RETENTION_DAYS' | 'BOT';

/** A Lambda function, declared once beside its handler. */
export interface FunctionDefinition {
  /** Unique in the platform, kebab-case: `message-send`. */
  readonly name: string;
  /** The TypeScript file that exports `handler`, from the package's root: `src/lambda/message-send.ts`. */
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly triggers: readonly Trigger[];
  readonly uses: readonly Use[];
  /** The environment's settings that this function reads. @default none */
  readonly settings?: readonly Setting[];
}

/** The functions of one package, and where its root is: a bundle lies at `dist/<function name>/index.js` below it. */
export interface FunctionPackage {
  readonly root: URL;
  readonly functions: readonly FunctionDefinition[];
}

export const webSocketRoute = (routeKey: string, { reply = false }: { reply?: boolean } = {}): Trigger => ({
  type: 'webSocketRoute',
  routeKey,
  reply,
});

export const webSocketAuthorizer = (): Trigger => ({ type: 'webSocketAuthorizer' });

type HttpRoute = Extract<Trigger, { type: 'httpRoute' }>;

export const httpRoute = (
  method: HttpRoute['method'],
  path: string,
  authorization: HttpRoute['authorization'],
): Trigger => ({ type: 'httpRoute', method, path, authorization });

export const topicSubscription = (topic: TopicDefinition): Trigger => ({ type: 'topicSubscription', topic });

export const schedule = (rateMinutes: number): Trigger => ({ type: 'schedule', rateMinutes });

/** GetItem, BatchGetItem and Query on the table and its indexes. */
export const read = (table: TableDefinition): Use => ({ type: 'readTable', table });

/** PutItem, UpdateItem, DeleteItem, BatchWriteItem and ConditionCheckItem on the table. */
export const write = (table: TableDefinition): Use => ({ type: 'writeTable', table });

export const publish = (topic: TopicDefinition): Use => ({ type: 'publish', topic });

/** `execute-api:ManageConnections` on the WebSocket API's stage. */
export const postToConnections = (): Use => ({ type: 'postToConnections' });
