/** A bundle that alerts nobody is without this file. */
import * as v from 'valibot';
import { oneOf } from './schemas.ts';
import { defineSetting } from './setting.ts';

export const alertWebhookSetting = defineSetting({
  name: 'ALERT_WEBHOOK',
  description:
    'The address that gets every thread that begins to wait for a person and every question of a bot to operators, or none.',
  schema: v.pipe(
    v.string(),
    v.regex(
      /^(none|https?:\/\/[^\s/]+(\/\S*)?)$/,
      'should be none, or an address such as https://example.com/hook',
    ),
  ),
  default: 'none',
});

export const webPushSetting = defineSetting({
  name: 'WEB_PUSH',
  description: 'Whether browsers are alerted by Web Push: on or off. It needs the secret vapid-keys.',
  schema: oneOf('on', 'off'),
  default: 'off',
});
