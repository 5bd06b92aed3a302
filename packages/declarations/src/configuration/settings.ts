import * as v from 'valibot';
import {
  authenticationSetting,
  messagesPerMinuteSetting,
  sessionsPerMinuteSetting,
  sessionsSetting,
  threadIdsSetting,
  threadsPerHourSetting,
} from '../settings/access-settings.ts';
import { alertWebhookSetting } from '../settings/alert-settings.ts';
import { businessHoursSetting } from '../settings/hours-setting.ts';
import { llmBaseUrlSetting, llmModelSetting } from '../settings/llm-settings.ts';
import type { Setting } from '../settings/setting.ts';
import { botSetting, logLevelSetting, retentionDaysSetting } from '../settings/settings.ts';
import { telegramApiRootSetting } from '../settings/telegram-settings.ts';
import { wingbotUrlSetting } from '../settings/wingbot-settings.ts';
import type { Entry } from './read-config.ts';

const setting = <T>({ name, schema, default: fallback }: Setting<T>): Entry<T> => ({
  variable: name,
  schema: v.optional(schema, fallback),
});

/** How people prove who they are. @default 'token' */
export const authentication = () => setting(authenticationSetting);

/** Who gets a session from `POST /sessions`. @default 'iam' */
export const sessionsPolicy = () => setting(sessionsSetting);

/** Which threads a customer may begin. @default 'own' */
export const threadIds = () => setting(threadIdsSetting);

/** The name of the bot that answers, or `none`. @default 'rules' */
export const botName = () => setting(botSetting);

/** Where the bot `llm` finds its model. @default 'http://127.0.0.1:11434/v1' */
export const llmBaseUrl = () => setting(llmBaseUrlSetting);

/** The model that the bot `llm` asks. @default 'llama3.2' */
export const llmModel = () => setting(llmModelSetting);

/** Where the bot `wingbot` loads a conversation of wingbot's designer, or `none`. @default 'none' */
export const wingbotUrl = () => setting(wingbotUrlSetting);

/** How many days a message is kept. @default 90 */
export const retentionDays = () => setting(retentionDaysSetting);

/** How many messages a thread takes in a minute; 0: any number. @default 60 */
export const messagesPerMinute = () => setting(messagesPerMinuteSetting);

/** How many sessions a source address gets in a minute; 0: any number. @default 30 */
export const sessionsPerMinute = () => setting(sessionsPerMinuteSetting);

/** How many threads a user may begin in an hour; 0: any number. @default 60 */
export const threadsPerHour = () => setting(threadsPerHourSetting);

/** When people are there to answer; `undefined`: always. @default undefined */
export const businessHours = () => setting(businessHoursSetting);

/** The address of a webhook that is called when a thread waits for a person, or `none`. @default 'none' */
export const alertWebhook = () => setting(alertWebhookSetting);

/** The least severe log lines that are written. @default 'info' */
export const logLevel = () => setting(logLevelSetting);

/** The address of the Bot API. @default 'https://api.telegram.org' */
export const telegramApiRoot = () => setting(telegramApiRootSetting);
