export { tableVariable, topicVariable, webSocketEndpointVariable } from './environment-variables.ts';
export {
  type FunctionDefinition,
  type FunctionPackage,
  httpRoute,
  postToConnections,
  publish,
  read,
  type Setting,
  schedule,
  type TopicDefinition,
  type Trigger,
  topicSubscription,
  type Use,
  webSocketAuthorizer,
  webSocketRoute,
  write,
} from './function-definition.ts';
