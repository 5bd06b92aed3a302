export { type SendingRates, telegramRates } from './bot-api/sending-limits.ts';
export type { SeenButton, SeenDocument, SeenMessage } from './people/view.ts';
export {
  startTelegramSimulator,
  type TelegramSimulator,
  type TelegramSimulatorOptions,
} from './start-telegram-simulator.ts';
export type { WebhookOptions } from './updates/webhook-sender.ts';
