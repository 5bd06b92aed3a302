import { alertsTopic, outboundTopic } from '@switchboard/chat-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createAlerts } from '../alerts/alerts.ts';
import { webhookAt } from '../alerts/webhook.ts';
import {
  chatTables,
  createAnnouncer,
  createChatContext,
  createPoster,
  environment,
  log,
} from './environment.ts';

const { outboundArn, alertsArn, endpoint, times, webhook, retentionDays, ...tables } = config.readConfig(
  environment,
  {
    ...chatTables,
    outboundArn: config.topic(outboundTopic),
    alertsArn: config.topic(alertsTopic),
    endpoint: config.webSocketEndpoint(),
    times: config.businessHours(),
    webhook: config.alertWebhook(),
    retentionDays: config.retentionDays(),
  },
);

export const handler = createAlerts({
  context: createChatContext(tables, { retentionDays }),
  announcer: createAnnouncer(createPoster(endpoint), outboundArn, alertsArn),
  times,
  ...(webhook === 'none' ? {} : { tellWebhook: webhookAt(webhook) }),
  log,
});
