import { settingNames } from '@switchboard/declarations';
import { defineEnvironment, type Environment } from './environment/environment.ts';

/**
 * AWS's own example of an account id. Replace it by yours: `npm run deploy` refuses it, and tells you which account your credentials
 * are for.
 */
const exampleAccount = '111122223333';

/** What the local platform boots. Environment variables of `npm start` override its settings: `THREAD_IDS=own npm start`. */
const local = defineEnvironment({
  name: 'local',
  region: 'eu-central-1',
  settings: {
    SESSIONS: 'any',
    THREAD_IDS: 'any',
    MESSAGES_PER_MINUTE: '600',
    SESSIONS_PER_MINUTE: '0',
    THREADS_PER_HOUR: '0',
    TELEGRAM: 'on',
  },
  acceptInsecure: settingNames,
  allowedOrigins: ['*'],
  logRetentionDays: 1,
  // As much as API Gateway gives an account: what a test sends is not throttled by accident.
  throttle: { requestsPerSecond: 10_000, burst: 5_000 },
  mail: { domain: 'switchboard.localhost', zone: 'localhost' },
});

/** The least that works: no domain and therefore neither mail nor Telegram, no alarms, guests may write. */
const dev = defineEnvironment({
  name: 'dev',
  region: 'eu-central-1',
  accountId: exampleAccount,
  settings: { SESSIONS: 'guests' },
});

/** Like production, but it may be deleted. */
const staging = defineEnvironment({
  name: 'staging',
  region: 'eu-central-1',
  accountId: exampleAccount,
  settings: { SESSIONS: 'guests', TELEGRAM: 'on' },
  domain: { name: 'staging.chat.example.com', zone: 'example.com' },
  mail: { domain: 'mail.staging.chat.example.com', zone: 'example.com' },
  alarms: { addresses: ['operations@example.com'], monthlyBudgetDollars: 20 },
  tracing: true,
});

const prod = defineEnvironment({
  name: 'prod',
  region: 'eu-central-1',
  accountId: exampleAccount,
  settings: { SESSIONS: 'guests', TELEGRAM: 'on' },
  businessHours: {
    timeZone: 'Europe/Berlin',
    week: {
      monday: ['09:00-18:00'],
      tuesday: ['09:00-18:00'],
      wednesday: ['09:00-18:00'],
      thursday: ['09:00-18:00'],
      friday: ['09:00-15:00'],
    },
    holidays: { '2026-12-24': ['09:00-12:00'], '2026-12-25': [], '2027-01-01': [] },
  },
  protected: true,
  domain: { name: 'chat.example.com', zone: 'example.com' },
  mail: { domain: 'mail.chat.example.com', zone: 'example.com' },
  alarms: { addresses: ['operations@example.com'], monthlyBudgetDollars: 100 },
  logRetentionDays: 90,
  throttle: { requestsPerSecond: 500, burst: 1000 },
  routeThrottles: { 'POST /sessions': { requestsPerSecond: 50, burst: 100 } },
});

export const environments: readonly Environment[] = [local, dev, staging, prod];
