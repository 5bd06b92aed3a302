import { createDocumentClient } from '@switchboard/data-core';
import type { BotContext } from '../bot/bot-factory.ts';

/** What a bot may build on, in memory: no secret, no stored configuration, do-once and limits that count. */
export function createTestContext(now: () => number, given: Partial<BotContext> = {}): BotContext {
  const done = new Map<string, Promise<unknown>>();
  const attempts = new Map<string, readonly number[]>();
  return {
    config: { getConfigTimestamp: async () => 0, getConfig: async () => null },
    log: () => {},
    now,
    client: unreachable(),
    environment: {},
    secret: async () => undefined,
    doOnce: async <Result>(key: string, action: (signal: AbortSignal) => Promise<Result>) => {
      const running = done.get(key) ?? action(new AbortController().signal);
      done.set(key, running);
      // What has failed may be tried again.
      running.catch(() => done.delete(key));
      return running as Promise<Result>;
    },
    limit: async (key, { attemptsMax, windowMs }) => {
      const recent = (attempts.get(key) ?? []).filter((time) => time > now() - windowMs);
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= attemptsMax)
        return { allowed: false, retryAfterMs: oldest + windowMs - now() };
      attempts.set(key, [...recent, now()]);
      return { allowed: true };
    },
    logTurn: async () => {},
    ...given,
  };
}

/** Refuses every call: a conversation in memory has no tables. */
function unreachable(): BotContext['client'] {
  const client = createDocumentClient({
    region: 'nowhere',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  client.middlewareStack.add(
    (_, { commandName }) =>
      async () => {
        throw new Error(
          `The bot calls DynamoDB (${commandName}), and a conversation in memory has none. Give it a client: startConversation(bot, { context: { client } }).`,
        );
      },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}
