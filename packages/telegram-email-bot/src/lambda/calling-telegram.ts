import * as config from '@switchboard/declarations/configuration';
import { telegramBotToken } from '../resources.ts';
import { BotApi, type BotApiOptions } from '../telegram/bot-api.ts';
import { newId, secretIn } from './environment.ts';

/** The configuration of a function that calls Telegram. */
export const callingConfig = {
  tokenParameter: config.secretParameter(telegramBotToken),
  apiRoot: config.telegramApiRoot(),
};

export interface CallingSettings {
  readonly tokenParameter: string;
  readonly apiRoot: string;
}

/** What a function calls Telegram with. */
export const createCalling = (
  { tokenParameter, apiRoot }: CallingSettings,
  options: Pick<BotApiOptions, 'ending' | 'timeoutMs'> = {},
): { readonly api: BotApi } => ({
  api: new BotApi({ token: secretIn(tokenParameter), apiRoot, newId, ...options }),
});
