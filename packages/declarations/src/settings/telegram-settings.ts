/** A bundle that has nothing to do with Telegram is without this file. */
import * as v from 'valibot';
import { oneOf } from './schemas.ts';
import { defineSetting } from './setting.ts';

export const telegramSetting = defineSetting({
  name: 'TELEGRAM',
  description:
    'Whether people chat and get their mail in Telegram: on or off. It needs a mail domain and two secrets.',
  schema: oneOf('on', 'off'),
  default: 'off',
});

export const summariesSetting = defineSetting({
  name: 'SUMMARIES',
  description:
    'Who summarises mails: extract takes sentences of the mail, model asks LLM_MODEL at LLM_BASE_URL and falls back to that.',
  schema: oneOf('extract', 'model'),
  default: 'extract',
});

export const telegramApiRootSetting = defineSetting({
  name: 'TELEGRAM_API_ROOT',
  description: 'The address of the Bot API: Telegram’s own, your own Bot API server, or a simulator.',
  schema: v.pipe(
    v.string(),
    v.regex(/^https?:\/\/[^\s/]+(\/\S*[^/])?$/, 'should be an address without a slash at its end'),
  ),
  default: 'https://api.telegram.org',
});
