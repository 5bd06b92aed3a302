/** Apart from the other settings: a bundle without the bot `wingbot` is to be without it. */
import * as v from 'valibot';
import { defineSetting } from './setting.ts';

export const wingbotUrlSetting = defineSetting({
  name: 'WINGBOT_URL',
  description:
    'Where the bot wingbot loads a conversation that was made in wingbot’s designer, or none: it uses the one in conversation.ts.',
  schema: v.pipe(
    v.string(),
    v.regex(
      /^(none|https?:\/\/\S+)$/,
      'should be none, or an address such as https://api.wingbot.ai/bots/<id>/snapshots/production/blocks',
    ),
  ),
  default: 'none',
});
