export {
  bucket,
  invokedFunction,
  mailDomain,
  queue,
  secretParameter,
  table,
  topic,
  webSocketEndpoint,
} from './entries.ts';
export { ConfigurationError, type Entry, type Environment, readConfig } from './read-config.ts';
export {
  authentication,
  botName,
  logLevel,
  messagesPerMinute,
  retentionDays,
  sessionsPerMinute,
  sessionsPolicy,
  threadIds,
  threadsPerHour,
} from './settings.ts';
