import type { TableDefinition } from '@switchboard/data-core/table';
import type { TopicDefinition } from './function-definition.ts';

const constantCase = (name: string): string => name.replaceAll(/[^a-zA-Z0-9]+/g, '_').toUpperCase();

/** The environment variable that holds a table's physical name: `TABLE_PARTITIONED_KEYS`. */
export const tableVariable = (table: TableDefinition): string => `TABLE_${constantCase(table.name)}`;

/** The environment variable that holds a topic's ARN: `TOPIC_RESPONDER`. */
export const topicVariable = (topic: TopicDefinition): string => `TOPIC_${constantCase(topic.name)}`;

/**
 * The environment variable that holds the address of the WebSocket API's stage as API Gateway gives it,
 * `wss://<api>.execute-api.<region>.amazonaws.com/<stage>`. Posting takes the same with the scheme `https`.
 */
export const webSocketEndpointVariable = 'WEBSOCKET_ENDPOINT';
