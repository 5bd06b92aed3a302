import * as v from 'valibot';
import { alwaysOpen, openingTimesSchema } from '../business-hours/read-opening-times.ts';
import { oneOf, wholeNumber } from './schemas.ts';
import { defineSetting } from './setting.ts';

export const authenticationSetting = defineSetting({
  name: 'AUTHENTICATION',
  description: 'How people prove who they are: by a token, or (as in kx-chat-server) not at all.',
  schema: oneOf('token', 'none'),
  default: 'token',
  insecure: { none: 'anyone can connect as any user' },
});

export const sessionsSetting = defineSetting({
  name: 'SESSIONS',
  description:
    'Whom POST /sessions serves: anyone under any user id, guests only, or callers with IAM credentials only.',
  schema: oneOf('any', 'guests', 'iam'),
  default: 'iam',
  insecure: { any: 'anyone can get a session as any user' },
});

export const threadIdsSetting = defineSetting({
  name: 'THREAD_IDS',
  description: 'Which threads a customer may begin: any, or only <userId> and <userId>.<anything>.',
  schema: oneOf('any', 'own'),
  default: 'own',
  insecure: { any: "anyone can take the id of another user's future thread" },
});

export const botSetting = defineSetting({
  name: 'BOT',
  description:
    'The name of the bot that answers, or none: messages are published, and a bot elsewhere answers them.',
  schema: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'should be the name of a bot, or none')),
  default: 'rules',
});

export const retentionDaysSetting = defineSetting({
  name: 'RETENTION_DAYS',
  description: 'How many days a message is kept.',
  schema: wholeNumber('days', 1, 3650),
  default: '90',
});

export const messagesPerMinuteSetting = defineSetting({
  name: 'MESSAGES_PER_MINUTE',
  description: 'How many messages a thread takes in a minute; 0: any number.',
  // A message takes a whole number of milliseconds of the minute: above this, the rounding would show.
  schema: wholeNumber('messages', 0, 2_000),
  default: '60',
  insecure: { '0': 'one client can cause any cost' },
});

export const sessionsPerMinuteSetting = defineSetting({
  name: 'SESSIONS_PER_MINUTE',
  description: 'How many sessions a source address gets in a minute; 0: any number.',
  schema: wholeNumber('sessions', 0, 100_000),
  default: '30',
  insecure: { '0': 'one client can cause any cost' },
});

export const threadsPerHourSetting = defineSetting({
  name: 'THREADS_PER_HOUR',
  description: 'How many threads a user may begin in an hour; 0: any number.',
  schema: wholeNumber('threads', 0, 100_000),
  default: '60',
  insecure: { '0': 'one client can cause any cost' },
});

export const businessHoursSetting = defineSetting({
  name: 'BUSINESS_HOURS',
  description:
    'When people are there to answer: always, or what the environment’s field businessHours says, as JSON.',
  schema: openingTimesSchema,
  default: alwaysOpen,
});

export const logLevelSetting = defineSetting({
  name: 'LOG_LEVEL',
  description: 'The least severe log lines that functions write.',
  schema: oneOf('debug', 'info', 'warn', 'error'),
  default: 'info',
});

export const telegramSetting = defineSetting({
  name: 'TELEGRAM',
  description:
    'Whether people chat and get their mail in Telegram: on or off. It needs a mail domain and two secrets.',
  schema: oneOf('on', 'off'),
  default: 'off',
});

export const telegramApiRootSetting = defineSetting({
  name: 'TELEGRAM_API_ROOT',
  description: 'The address of the Bot API: Telegram’s own, a Bot API server of yours, or a simulator.',
  schema: v.pipe(
    v.string(),
    v.regex(/^https?:\/\/[^\s/]+(\/\S*[^/])?$/, 'should be an address without a slash at its end'),
  ),
  default: 'https://api.telegram.org',
});
