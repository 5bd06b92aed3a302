import { createObjectStore } from '@switchboard/chat-core';
import { accessIn } from '@switchboard/chat-core/aws';
import { attachmentsBucket } from '@switchboard/chat-core/tables';
import {
  AttemptsError,
  ChatLogStorage,
  DoOnceManager,
  PartitionedKeyValueTable,
  SlidingWindowLimit,
} from '@switchboard/data-core';
import { chatLogTable, partitionedKeysTable } from '@switchboard/data-core/tables';
import { bucket, readConfig, table } from '@switchboard/declarations/configuration';
import type { BotContext } from '../bot/bot-factory.ts';
import type { LinkFile } from '../responder/thread-look.ts';
import type { ContextMaterials } from './materials.ts';
import { notErasedSinceBegun } from './not-erased-since.ts';
import { createSecrets } from './secrets.ts';

/** Links to files, signed with the credentials that Lambda gives the function. */
export function createFileLinks({
  environment,
  now,
  random,
}: Pick<ContextMaterials, 'environment' | 'now' | 'random'>): LinkFile {
  const { bucket: name } = readConfig(environment, { bucket: bucket(attachmentsBucket) });
  const access = accessIn(environment, { now, random });
  const objects = createObjectStore({ ...access, bucket: name }, now);
  return objects.downloadLink;
}

const secondsPerDay = 86_400;

/** Everything that a bot may build on. */
export function createContext(materials: ContextMaterials): BotContext {
  const { client, config, environment, log, now, random, retentionDays } = materials;
  const tables = readConfig(environment, {
    partitionedKeys: table(partitionedKeysTable),
    chatLog: table(chatLogTable),
  });
  const keys = new PartitionedKeyValueTable({ tableName: tables.partitionedKeys, client, now });
  const once = new DoOnceManager(keys);
  const limiter = new SlidingWindowLimit(keys);
  const ttlSeconds = retentionDays * secondsPerDay;
  const chatLog = new ChatLogStorage({
    tableName: tables.chatLog,
    client,
    now,
    ttlSeconds,
    log: { error: (_, error) => log('chatLog.failed', {}, error) },
    onlyIf: notErasedSinceBegun(tables.partitionedKeys),
  });

  return {
    config,
    log,
    now,
    client,
    environment,
    secret: createSecrets({ environment, now, random }),
    doOnce: async (key, action, options = {}) => {
      // Each key has a partition of its own: one for the whole bot would be a hot one.
      const done = await once.doOnce(`bot:${key}`, 'once', action, { ttlSeconds, ...options });
      return done.actionResponse;
    },
    limit: async (key, limit) => {
      try {
        await limiter.attempt({ partition: `bot:${key}`, sort: 'limit' }, limit);
        return { allowed: true };
      } catch (error) {
        if (!(error instanceof AttemptsError)) throw error;
        return { allowed: false, retryAfterMs: Math.max(0, error.resetAt - now()) };
      }
    },
    logTurn: ({ userId, threadId, begunAt, request, response, details }) =>
      chatLog.log(
        userId,
        [{ text: response }],
        { text: request, timestamp: now() },
        { ...details, threadId, begunAt },
      ),
  };
}
