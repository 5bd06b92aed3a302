export type { MinutesOfDay, OpeningTimes } from '../business-hours/business-hours.ts';
export {
  type MetricDefinition,
  metricLines,
  oldestWaitingMetric,
  type WaitingKind,
} from '../metrics.ts';
export {
  allTables,
  bucket,
  invokedFunction,
  mailDomain,
  metricNamespace,
  modelRegion,
  queue,
  secretParameter,
  table,
  topic,
  webSocketEndpoint,
} from './entries.ts';
export { ConfigurationError, type Entry, type Environment, readConfig } from './read-config.ts';
export {
  alertWebhook,
  authentication,
  botName,
  businessHours,
  llmBaseUrl,
  llmModel,
  logLevel,
  messagesPerMinute,
  retentionDays,
  sessionsPerMinute,
  sessionsPolicy,
  telegramApiRoot,
  threadIds,
  threadsPerHour,
  wingbotUrl,
} from './settings.ts';
