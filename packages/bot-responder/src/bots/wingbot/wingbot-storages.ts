import { BotConfigStorage, BotTokenStorage, ChatLogStorage, TokenRefusedError } from '@switchboard/data-core';
import {
  botConfigTable,
  botTokensTable,
  chatLogTable,
  partitionedKeysTable,
} from '@switchboard/data-core/tables';
import { readConfig, retentionDays, table } from '@switchboard/declarations/configuration';
import type { BotContext } from '../../bot/bot-factory.ts';
import { notErasedSinceBegun } from '../../context/not-erased-since.ts';

/** Under this name `botconfig` holds a conversation that was loaded from wingbot's designer. */
export const wingbotConfigId = 'wingbot';

/** The secret that seals the tokens. */
const tokenSecretName = 'wingbot-token-secret';

/** What wingbot keeps of people and of itself, in the shapes that it asks for. */
export interface WingbotStorages {
  /** `res.token` of a conversation. It identifies the customer to your pages. */
  readonly tokenStorage: {
    /**
     * @param begunAt when the conversation began, as the turn says
     * @returns `null` if the secret is not stored, or the customer was erased since
     */
    getOrCreateToken(senderId: string, begunAt: number): Promise<{ readonly token: string | null }>;
  };
  /** The metadata of its entries have the `begunAt` of the turn: nothing is stored if the customer was erased since. */
  readonly chatLogStorage: Pick<ChatLogStorage, 'log' | 'error'>;
  /** Holds what a `BuildRouter` has loaded, for every instance of the function. */
  readonly configStorage: {
    getConfigTimestamp(): Promise<number>;
    getConfig(): Promise<Record<string, unknown> | null>;
    updateConfig(config: object): Promise<object>;
    invalidateConfig(): Promise<void>;
  };
}

const secondsPerDay = 86_400;

/** Wingbot's storages on the tables `bottokens`, `chatlog` and `botconfig`. */
export function createWingbotStorages(
  context: Pick<BotContext, 'client' | 'environment' | 'log' | 'now' | 'secret'>,
): WingbotStorages {
  const { client, environment, log, now, secret } = context;
  const { tokens, chatLog, botConfig, partitionedKeys, days } = readConfig(environment, {
    tokens: table(botTokensTable),
    chatLog: table(chatLogTable),
    botConfig: table(botConfigTable),
    partitionedKeys: table(partitionedKeysTable),
    days: retentionDays(),
  });
  const ttlSeconds = days * secondsPerDay;
  // What a user said before they were erased is answered to the end, but leaves nothing behind.
  const notErased = notErasedSinceBegun(partitionedKeys);
  const config = new BotConfigStorage(botConfig, { client, now });
  return {
    tokenStorage: {
      // Under the user alone, without wingbot's page: logging the user out and erasing them take this token away as well.
      getOrCreateToken: async (senderId, begunAt) => {
        const sealing = await secret(tokenSecretName);
        if (sealing === undefined) return { token: null };
        const storage = new BotTokenStorage({
          ...{ tableName: tokens, client, now, secret: sealing, ttlSeconds },
          onlyIf: () => notErased({ senderId, metadata: { begunAt } }),
        });
        return storage.getOrCreateToken(senderId).catch((error: unknown) => {
          if (error instanceof TokenRefusedError) return { token: null };
          throw error;
        });
      },
    },
    chatLogStorage: new ChatLogStorage({
      tableName: chatLog,
      client,
      now,
      ttlSeconds,
      log: { error: (_, error) => log('chatLog.failed', {}, error) },
      onlyIf: notErased,
    }),
    configStorage: {
      getConfigTimestamp: () => config.getConfigTimestamp(wingbotConfigId),
      getConfig: () => config.getConfig(wingbotConfigId),
      updateConfig: (loaded) => config.setConfig(wingbotConfigId, loaded),
      invalidateConfig: () => config.invalidateConfig(wingbotConfigId),
    },
  };
}
