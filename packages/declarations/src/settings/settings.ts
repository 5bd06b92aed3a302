import * as v from 'valibot';
import { oneOf, wholeNumber } from './schemas.ts';
import { defineSetting } from './setting.ts';

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

export const logLevelSetting = defineSetting({
  name: 'LOG_LEVEL',
  description: 'The least severe log lines that functions write.',
  schema: oneOf('debug', 'info', 'warn', 'error'),
  default: 'info',
});
