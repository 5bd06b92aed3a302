import { readConfig, wingbotUrl } from '@switchboard/declarations/configuration';
import { BotApp } from 'wingbot';
import type { BotFactory } from '../../bot/bot-factory.ts';
import { createConversation } from './conversation.ts';
import { createDesignedConversation } from './designed-conversation.ts';
import { createWingbot } from './wingbot-bot.ts';
import { createWingbotStorages } from './wingbot-storages.ts';

/** A BotApp of wingbot: put your conversation in place of `conversation.ts`, or name the one that you have made in wingbot's designer. */
export const bot: BotFactory = (context) => {
  const { url } = readConfig(context.environment, { url: wingbotUrl() });
  const storages = createWingbotStorages(context);
  const router =
    url === 'none'
      ? createConversation()
      : createDesignedConversation({
          url,
          configStorage: storages.configStorage,
          secret: context.secret,
          fetch,
        });
  return createWingbot({ createApp: (given) => new BotApp(router, given), storages, context });
};
