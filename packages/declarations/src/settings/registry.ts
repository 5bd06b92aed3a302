import type { Setting } from './setting.ts';
import {
  authenticationSetting,
  botSetting,
  businessHoursSetting,
  logLevelSetting,
  messagesPerMinuteSetting,
  retentionDaysSetting,
  sessionsPerMinuteSetting,
  sessionsSetting,
  telegramApiRootSetting,
  telegramSetting,
  threadIdsSetting,
  threadsPerHourSetting,
} from './settings.ts';

/** Every setting. A new one is defined in `settings.ts` and added here, and nowhere else. */
const registry = {
  AUTHENTICATION: authenticationSetting,
  SESSIONS: sessionsSetting,
  THREAD_IDS: threadIdsSetting,
  BOT: botSetting,
  RETENTION_DAYS: retentionDaysSetting,
  MESSAGES_PER_MINUTE: messagesPerMinuteSetting,
  SESSIONS_PER_MINUTE: sessionsPerMinuteSetting,
  THREADS_PER_HOUR: threadsPerHourSetting,
  BUSINESS_HOURS: businessHoursSetting,
  LOG_LEVEL: logLevelSetting,
  TELEGRAM: telegramSetting,
  TELEGRAM_API_ROOT: telegramApiRootSetting,
} as const;

export type SettingName = keyof typeof registry;

/** The texts of some settings, as an environment gives them. */
export type SettingValues = Readonly<Partial<Record<SettingName, string>>>;

export const settings: Readonly<Record<SettingName, Setting<unknown>>> = registry;

export const settingNames = Object.keys(registry) as readonly SettingName[];
