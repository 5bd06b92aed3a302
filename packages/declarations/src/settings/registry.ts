import {
  authenticationSetting,
  messagesPerMinuteSetting,
  sessionsPerMinuteSetting,
  sessionsSetting,
  threadIdsSetting,
  threadsPerHourSetting,
} from './access-settings.ts';
import { alertWebhookSetting, webPushSetting } from './alert-settings.ts';
import { businessHoursSetting } from './hours-setting.ts';
import { llmBaseUrlSetting, llmModelSetting } from './llm-settings.ts';
import type { Setting } from './setting.ts';
import { botSetting, logLevelSetting, retentionDaysSetting } from './settings.ts';
import { summariesSetting, telegramApiRootSetting, telegramSetting } from './telegram-settings.ts';
import { wingbotUrlSetting } from './wingbot-settings.ts';

/** Every setting. A new one is defined in `settings.ts` and added here, and nowhere else. */
const registry = {
  AUTHENTICATION: authenticationSetting,
  SESSIONS: sessionsSetting,
  THREAD_IDS: threadIdsSetting,
  BOT: botSetting,
  LLM_BASE_URL: llmBaseUrlSetting,
  LLM_MODEL: llmModelSetting,
  WINGBOT_URL: wingbotUrlSetting,
  RETENTION_DAYS: retentionDaysSetting,
  MESSAGES_PER_MINUTE: messagesPerMinuteSetting,
  SESSIONS_PER_MINUTE: sessionsPerMinuteSetting,
  THREADS_PER_HOUR: threadsPerHourSetting,
  BUSINESS_HOURS: businessHoursSetting,
  ALERT_WEBHOOK: alertWebhookSetting,
  WEB_PUSH: webPushSetting,
  LOG_LEVEL: logLevelSetting,
  TELEGRAM: telegramSetting,
  TELEGRAM_API_ROOT: telegramApiRootSetting,
  SUMMARIES: summariesSetting,
} as const;

export type SettingName = keyof typeof registry;

/** The texts of some settings, as an environment gives them. */
export type SettingValues = Readonly<Partial<Record<SettingName, string>>>;

export const settings: Readonly<Record<SettingName, Setting<unknown>>> = registry;

export const settingNames = Object.keys(registry) as readonly SettingName[];
