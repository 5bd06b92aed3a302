import { type SettingName, type SettingValues, settingNames } from '@switchboard/declarations';

/** One deployment of the platform: a stack of the same name. */
export interface Environment {
  /** Part of every resource's name. Lower case, no dots. */
  readonly name: string;
  /** The first part of every resource's name: two clones of the platform in one account need two. */
  readonly prefix: string;
  readonly region: string;
  /** What functions that ask for a setting are told. @default the default of each setting, which is secure */
  readonly settings: SettingValues;
  /** Settings whose insecure values this environment accepts. The synthesis refuses others. @default none */
  readonly acceptInsecure?: readonly SettingName[];
  /** Whether tables refuse to be deleted, by Terraform too. */
  readonly deletionProtection: boolean;
  readonly logRetentionDays: number;
  /** The origins of pages that may call the HTTP API. */
  readonly allowedOrigins: readonly string[];
}

/** What the local platform boots. It is never deployed. */
const local: Environment = {
  name: 'local',
  prefix: 'switchboard',
  region: 'eu-central-1',
  settings: {
    SESSIONS: 'any',
    THREAD_IDS: 'any',
    MESSAGES_PER_MINUTE: '0',
    SESSIONS_PER_MINUTE: '0',
    THREADS_PER_HOUR: '0',
  },
  acceptInsecure: settingNames,
  deletionProtection: false,
  logRetentionDays: 1,
  allowedOrigins: ['*'],
};

const dev: Environment = {
  name: 'dev',
  prefix: 'switchboard',
  region: 'eu-central-1',
  settings: { SESSIONS: 'guests' },
  deletionProtection: false,
  logRetentionDays: 14,
  allowedOrigins: ['*'],
};

export const environments: readonly Environment[] = [local, dev];
