import type { TableDefinition } from '@switchboard/data-core/table';
import type { BucketDefinition, QueueDefinition, SecretDefinition, TopicDefinition } from './resources.ts';

const constantCase = (name: string): string => name.replaceAll(/[^a-zA-Z0-9]+/g, '_').toUpperCase();

/** The environment variable that holds a table's physical name: `TABLE_PARTITIONED_KEYS`. */
export const tableVariable = (table: TableDefinition): string => `TABLE_${constantCase(table.name)}`;

/** The environment variable that holds the physical names of all tables, separated by commas. */
export const allTablesVariable = 'ALL_TABLES';

/** The environment variable that holds a topic's ARN: `TOPIC_RESPONDER`. */
export const topicVariable = (topic: TopicDefinition): string => `TOPIC_${constantCase(topic.name)}`;

/** The environment variable that holds a queue's URL: `QUEUE_DELAYED_DELIVERIES`. */
export const queueVariable = (queue: QueueDefinition): string => `QUEUE_${constantCase(queue.name)}`;

/** The environment variable that holds a bucket's physical name: `BUCKET_MAIL`. */
export const bucketVariable = (bucket: BucketDefinition): string => `BUCKET_${constantCase(bucket.name)}`;

/** The environment variable that holds a function's physical name: `FUNCTION_DIGEST`. */
export const functionVariable = (functionName: string): string => `FUNCTION_${constantCase(functionName)}`;

/** The environment variable that holds the name of a secret's SSM parameter, never its value: `SECRET_TELEGRAM_BOT_TOKEN`. */
export const secretVariable = (secret: SecretDefinition): string => `SECRET_${constantCase(secret.name)}`;

/** The environment variable that holds the region whose Bedrock is asked for models. */
export const modelRegionVariable = 'MODEL_REGION';

/** The environment variable that holds the domain that mail is received for and sent from. */
export const mailDomainVariable = 'MAIL_DOMAIN';

/**
 * The environment variable that holds the address of the WebSocket API's stage as API Gateway gives it,
 * `wss://<api>.execute-api.<region>.amazonaws.com/<stage>`. The `@connections` API has the same address with the scheme `https`.
 */
export const webSocketEndpointVariable = 'WEBSOCKET_ENDPOINT';
