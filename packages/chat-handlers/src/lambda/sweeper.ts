import { createPublishingClient } from '@switchboard/chat-core';
import { alertsTopic, outboundTopic, responderTopic } from '@switchboard/chat-core/tables';
import * as config from '@switchboard/declarations/configuration';
import { createSweep } from '../sweeping/sweep.ts';
import {
  chatTables,
  createAnnouncer,
  createChatContext,
  createPoster,
  environment,
  log,
  now,
} from './environment.ts';

const { topicArn, outboundArn, alertsArn, endpoint, namespace, ...tables } = config.readConfig(environment, {
  ...chatTables,
  topicArn: config.topic(responderTopic),
  outboundArn: config.topic(outboundTopic),
  alertsArn: config.topic(alertsTopic),
  endpoint: config.webSocketEndpoint(),
  namespace: config.metricNamespace(),
});

export const handler = createSweep({
  context: createChatContext(tables),
  publisher: { client: createPublishingClient(), topicArn },
  announcer: createAnnouncer(createPoster(endpoint), outboundArn, alertsArn),
  log,
  reportWaiting: (seconds) => {
    const lines = config.metricLines(namespace, config.oldestWaitingMetric, seconds, now());
    process.stdout.write(`${lines.join('\n')}\n`);
  },
});
