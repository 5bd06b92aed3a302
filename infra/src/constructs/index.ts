/**
 * What another cdktf app can build with: the whole platform as a stack, a backend made from declarations, and its parts. A part takes a
 * scope (`createScope`), which says where it is created and for which environment.
 */
export { createHttpApi, type HttpApi, type HttpApiProps } from '../apis/http-api.ts';
export { createWebSocketApi, type WebSocketApi } from '../apis/web-socket-api.ts';
export { createWebSocketRoutes, type WebSocketRoutesProps } from '../apis/web-socket-routes.ts';
export { type Backend, type BackendProps, createBackend } from '../backend.ts';
export { defineEnvironment, type Environment, type EnvironmentInput } from '../environment/environment.ts';
export type { DeployedFunction } from '../functions/deployed-function.ts';
export { createFunction, type LambdaFunctionProps } from '../functions/lambda-function.ts';
export { createInboundMail } from '../messaging/inbound-mail.ts';
export { createQueue, createQueueSources, type Queue } from '../messaging/queues.ts';
export { createSubscriptions, createTopic } from '../messaging/topics.ts';
export { type AlarmProps, createAlarm, type Metric } from '../operations/alarm.ts';
export { createAlarmTopic } from '../operations/alarm-topic.ts';
export { createScope, type Scope } from '../scope.ts';
export { createTable } from '../storage/tables.ts';
export { type ChatInfraProps, ChatInfraStack, createChatInfraStack } from './chat-infra-stack.ts';
export { createMessagesTable, createResponderTopic } from './single-resources.ts';
