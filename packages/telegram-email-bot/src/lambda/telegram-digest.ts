import type { Invocation } from '@switchboard/chat-core';
import * as config from '@switchboard/declarations/configuration';
import { sendDigests } from '../digests/send-digests.ts';
import { environment, log, now } from './environment.ts';
import { createNotifying, notifyingConfig } from './notifying.ts';

const { notifying } = createNotifying(config.readConfig(environment, notifyingConfig));

/** With less time than this left no digest is begun, milliseconds. */
const reserveMs = 10_000;

export const handler = async (_event: unknown, invocation: Invocation): Promise<void> => {
  const until = now() + invocation.getRemainingTimeInMillis();
  const due = await sendDigests({
    ...notifying,
    leaseMs: until - now() + 2_000,
    isOver: () => now() > until - reserveMs,
  });
  log('digests.sent', { due });
};
