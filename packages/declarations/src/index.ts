export { type Brand, brandRules } from './brand/brand.ts';
export type { BusinessHours, Period, Weekday } from './business-hours/business-hours.ts';
export { businessHoursText } from './business-hours/read-opening-times.ts';
export { businessHoursSchema } from './business-hours/schema.ts';
export {
  allTablesVariable,
  bucketVariable,
  functionVariable,
  mailDomainVariable,
  modelRegionVariable,
  queueVariable,
  secretVariable,
  tableVariable,
  topicVariable,
  webSocketEndpointVariable,
} from './environment-variables.ts';
export type {
  FunctionDefinition,
  FunctionPackage,
  FunctionVariants,
  MockRoute,
  VariantNeeds,
} from './function-definition.ts';
export {
  type MetricDefinition,
  metricNamespaceVariable,
  oldestWaitingMetric,
  waitingKinds,
} from './metrics.ts';
export type { BucketDefinition, QueueDefinition, SecretDefinition, TopicDefinition } from './resources.ts';
export { type SettingName, type SettingValues, settingNames, settings } from './settings/registry.ts';
export {
  type AllowedValues,
  applyOverrides,
  InvalidSettingsError,
  insecureSettings,
  type ResolvedSettings,
  settingProblems,
  withDefaults,
} from './settings/resolve-settings.ts';
export type { Setting } from './settings/setting.ts';
export {
  bucketUpload,
  cron,
  dashboardWidget,
  httpRoute,
  type ItemLookup,
  inboundMail,
  type MailLookups,
  type QueueOptions,
  queueMessages,
  schedule,
  type Trigger,
  topicSubscription,
  webSocketAuthorizer,
  webSocketRoute,
} from './triggers.ts';
export {
  type BucketOperation,
  type ConnectionsMethod,
  describeTables,
  invoke,
  invokeModels,
  mailDomain,
  manageConnections,
  onBucket,
  onTable,
  postToConnections,
  publish,
  queryIndex,
  secret,
  sendMail,
  sendMessage,
  type TableOperation,
  type Use,
  writeMetrics,
} from './uses.ts';
