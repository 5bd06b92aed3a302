import type { Setting } from '@switchboard/chat-core/declarations';

/** One deployment of the platform: a stack of the same name. */
export interface Environment {
  /** Part of every resource's name. Lower case, no dots. */
  readonly name: string;
  /** The first part of every resource's name: two clones of the platform in one account need two. */
  readonly prefix: string;
  readonly region: string;
  /** What functions that ask for a setting are told; see docs/deploy.md for what each may be. */
  readonly settings: Readonly<Record<Setting, string>>;
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
  settings: { AUTHENTICATION: 'token', SESSIONS: 'any', RETENTION_DAYS: '90', BOT: 'rules' },
  deletionProtection: false,
  logRetentionDays: 1,
  allowedOrigins: ['*'],
};

const dev: Environment = {
  name: 'dev',
  prefix: 'switchboard',
  region: 'eu-central-1',
  settings: { AUTHENTICATION: 'token', SESSIONS: 'guests', RETENTION_DAYS: '90', BOT: 'rules' },
  deletionProtection: false,
  logRetentionDays: 14,
  allowedOrigins: ['*'],
};

export const environments: readonly Environment[] = [local, dev];
