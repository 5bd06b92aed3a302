import type { BotFactory } from '../../bot/bot-factory.ts';
import { createConversation } from './conversation.ts';
import { createWingbot } from './wingbot-bot.ts';

/** A conversation of wingbot: put yours in place of `conversation.ts`. */
export const bot: BotFactory = (context) => createWingbot({ router: createConversation(), context });
