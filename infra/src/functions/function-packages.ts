import { functionPackage as botResponder } from '@switchboard/bot-responder/functions';
import { functionPackage as chatHandlers } from '@switchboard/chat-handlers/functions';
import type { FunctionPackage } from '@switchboard/declarations';
import { functionPackage as telegramEmailBot } from '@switchboard/telegram-email-bot/functions';

/** Every package whose functions are deployed. */
export const functionPackages: readonly FunctionPackage[] = [chatHandlers, botResponder, telegramEmailBot];
